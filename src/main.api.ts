import 'reflect-metadata';
import { readSettings } from '@libs/config/settings';
import { ApiModule } from './api.module';
import { runProcess } from './process';
import { openRuntime } from './runtime';
import { startApi } from './start-api';

runProcess(async () => {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: false });
  try {
    const api = await startApi(ApiModule.with(runtime), settings);
    process.stdout.write(`TrustFlow's API is ready at ${api.url}\n`);
    return async () => {
      await api.close();
      await runtime.close();
    };
  } catch (error) {
    await runtime.close();
    throw error;
  }
});
