import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readSettings } from '@libs/config/settings';
import { createLogger } from '@libs/logging/logger';
import { NestLogger } from '@libs/logging/nest-logger';
import { openMetrics } from './metrics-listener';
import { WorkerReadinessService } from './operations/worker-readiness.service';
import { runProcess } from './process';
import { openRuntime } from './runtime';
import { WorkerModule } from './worker.module';

runProcess(async () => {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: true });
  try {
    const worker = await NestFactory.createApplicationContext(WorkerModule.with(runtime), {
      logger: new NestLogger(createLogger(settings.logLevel)),
      abortOnError: false,
    });
    const health = worker.get(WorkerReadinessService, { strict: false });
    const watched = await openMetrics({ app: worker, health, close: () => worker.close() }, settings);
    process.stdout.write(`TrustFlow's worker is ready\n${watched.notice}`);
    return async () => {
      await watched.close();
      await runtime.close();
    };
  } catch (error) {
    await runtime.close();
    throw error;
  }
});
