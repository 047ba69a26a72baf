import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '@libs/config/settings';
import { AuditWorkerModule } from '../../../src/audit/audit.worker.module';
import { Sealer } from '../../../src/audit/sealing/sealer';
import { openRuntime } from '../../../src/runtime';
import { answerParent } from '../serving/answer-parent';

/** The sealer alone, as the worker has it. */
@Module({})
class SealerProcess {}

async function main(): Promise<void> {
  const runtime = await openRuntime(readSettings(), { worker: true });
  const worker = await NestFactory.createApplicationContext(
    { module: SealerProcess, imports: [...runtime.foundation, AuditWorkerModule] },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const sealer = worker.get(Sealer, { strict: false });
  const sealAll = sealer.sealAll.bind(sealer);
  let isPaused = false;
  let sealing = Promise.resolve();
  Object.assign(sealer, {
    sealAll: () => {
      if (!isPaused) sealing = sealAll();
      return sealing;
    },
  });
  const commands = {
    ready: () => true,
    pause: () => {
      isPaused = true;
      return sealing;
    },
    resume: () => {
      isPaused = false;
    },
  };
  answerParent(commands, async () => {
    await worker.close();
    await runtime.close();
  });
}

void main();
