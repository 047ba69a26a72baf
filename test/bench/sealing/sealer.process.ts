import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '@libs/config/settings';
import { QueueModule } from '@libs/queue/queue.module';
import { AuditWorkerModule } from '../../../src/audit/audit.worker.module';
import { SealingProcessor } from '../../../src/audit/sealing/sealing.processor';
import { openRuntime } from '../../../src/runtime';
import { answerParent } from '../serving/answer-parent';

/** The sealer alone, as the worker has it. */
@Module({})
class SealerProcess {}

async function main(): Promise<void> {
  const runtime = await openRuntime(readSettings(), { worker: true });
  const databaseUrl = runtime.urls.queue;
  const worker = await NestFactory.createApplicationContext(
    {
      module: SealerProcess,
      imports: [
        ...runtime.foundation,
        QueueModule.with({ workers: 1, ...(databaseUrl !== undefined && { databaseUrl }) }),
        AuditWorkerModule,
      ],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const { worker: consumer } = worker.get(SealingProcessor, { strict: false });
  const commands = {
    ready: () => true,
    pause: () => consumer.pause(),
    resume: () => consumer.resume(),
  };
  answerParent(commands, async () => {
    await worker.close();
    await runtime.close();
  });
}

void main();
