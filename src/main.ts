import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readSettings } from '@libs/config/settings';
import { SettingsError } from '@libs/config/settings-error';
import { banner } from './banner';
import { runDemo } from './demo/demo';
import { MainModule } from './main.module';
import { openMetrics } from './metrics-listener';
import { WorkerReadinessService } from './operations/worker-readiness.service';
import { runProcess } from './process';
import { openRuntime } from './runtime';
import { OpenApiDocument } from './site/openapi-document';
import { startApi } from './start-api';

/** API and worker in one process: the default. */
runProcess(async () => {
  const startedMs = performance.now();
  const { demo } = readFlags(process.argv.slice(2));
  const settings = readSettings();
  if (demo && settings.tls !== undefined) throw new SettingsError(['--demo: leave TLS_CERT_FILE out for it']);
  const runtime = await openRuntime(settings, { worker: true });
  try {
    const api = await startApi(MainModule.with(runtime), settings);
    api.app.get(OpenApiDocument).get();
    const health = api.app.get(WorkerReadinessService, { strict: false });
    const watched = await openMetrics({ ...api, health }, settings);
    process.stdout.write(banner(runtime, api.url, performance.now() - startedMs) + watched.notice);
    const close = async (): Promise<void> => {
      await watched.close();
      await runtime.close();
    };
    if (demo) await runDemo(api.url, settings.dataDir);
    return close;
  } catch (error) {
    await runtime.close();
    throw error;
  }
});

function readFlags(argv: readonly string[]): { demo: boolean } {
  try {
    const { values } = parseArgs({ args: [...argv], options: { demo: { type: 'boolean', default: false } } });
    return values;
  } catch (error) {
    throw new SettingsError([
      `${error instanceof Error ? error.message : String(error)} (npm start knows --demo)`,
    ]);
  }
}
