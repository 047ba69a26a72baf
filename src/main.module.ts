import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ApiModule } from './api.module';
import type { Runtime } from './runtime';
import { WorkerModule } from './worker.module';

/** Both processes in one. */
@Module({})
export class MainModule {
  static with(runtime: Runtime): DynamicModule {
    return { module: MainModule, imports: [ApiModule.with(runtime), WorkerModule.with(runtime)] };
  }
}
