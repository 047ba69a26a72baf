import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '@libs/config/settings';
import { openRuntime } from '../../../src/runtime';
import { WorkerModule } from '../../../src/worker.module';
import { answerParent } from '../serving/answer-parent';
import { CpuProfile } from '../serving/cpu-profile';

/** The worker process of src/main.worker.ts. */
async function main(): Promise<void> {
  const runtime = await openRuntime(readSettings(), { worker: true });
  const worker = await NestFactory.createApplicationContext(WorkerModule.with(runtime), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  const profile = new CpuProfile();
  answerParent(
    {
      ready: () => true,
      startProfile: () => profile.start(),
      stopProfile: (file: string) => profile.stop(file),
    },
    async () => {
      await worker.close();
      await runtime.close();
    },
  );
}

void main();
