import 'reflect-metadata';
import { readSettings } from '@libs/config/settings';
import { ApiModule } from './api.module';
import { openMetrics } from './metrics-listener';
import { runProcess } from './process';
import { openRuntime } from './runtime';
import { OpenApiDocument } from './site/openapi-document';
import { startApi } from './start-api';

runProcess(async () => {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: false });
  try {
    const api = await startApi(ApiModule.with(runtime), settings);
    api.app.get(OpenApiDocument).get();
    const watched = await openMetrics(api, settings);
    process.stdout.write(`TrustFlow's API is ready at ${api.url}\n${watched.notice}`);
    return async () => {
      await watched.close();
      await runtime.close();
    };
  } catch (error) {
    await runtime.close();
    throw error;
  }
});
