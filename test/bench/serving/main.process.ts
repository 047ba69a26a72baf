import 'reflect-metadata';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readSettings } from '@libs/config/settings';
import { MainModule } from '../../../src/main.module';
import { openRuntime } from '../../../src/runtime';
import { startApi } from '../../../src/start-api';
import { answerParent } from './answer-parent';

/** How late a timer of a millisecond came, that millisecond included. */
export interface LoopDelays {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** The one process of src/main.ts: whoever works for shadows and backtests is who answers. */
async function main(): Promise<void> {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: true });
  const { app, url } = await startApi(MainModule.with(runtime), settings);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  answerParent(
    {
      url: () => url,
      cpuMicros: () => process.cpuUsage().user + process.cpuUsage().system,
      forgetLoopDelays: () => {
        delays.reset();
      },
      loopDelays: (): LoopDelays => ({
        p50Ms: delays.percentile(50) / 1e6,
        p99Ms: delays.percentile(99) / 1e6,
        maxMs: delays.max / 1e6,
      }),
    },
    async () => {
      await app.close();
      await runtime.close();
    },
  );
}

void main();
