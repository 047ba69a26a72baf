import 'reflect-metadata';
import { readSettings } from '@libs/config/settings';
import { ApiModule } from '../../../src/api.module';
import { openRuntime } from '../../../src/runtime';
import { startApi } from '../../../src/start-api';
import { answerParent } from '../serving/answer-parent';

/** The API process of src/main.api.ts. */
async function main(): Promise<void> {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: false });
  const { app, url } = await startApi(ApiModule.with(runtime), settings);
  answerParent({ url: () => url }, async () => {
    await app.close();
    await runtime.close();
  });
}

void main();
