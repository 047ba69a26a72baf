import 'reflect-metadata';
import { readSettings } from '@libs/config/settings';
import { MainModule } from '../../../src/main.module';
import { openRuntime } from '../../../src/runtime';
import { startApi } from '../../../src/start-api';
import { answerParent } from '../serving/answer-parent';

/** The one process of src/main.ts: whoever decides for shadows is who answers. */
async function main(): Promise<void> {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: true });
  const { app, url } = await startApi(MainModule.with(runtime), settings);
  answerParent(
    { url: () => url, cpuMicros: () => process.cpuUsage().user + process.cpuUsage().system },
    async () => {
      await app.close();
      await runtime.close();
    },
  );
}

void main();
