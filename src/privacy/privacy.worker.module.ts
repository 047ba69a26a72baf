import { Module } from '@nestjs/common';
import { ErasuresWorkerModule } from './erasures/erasures.worker.module';
import { ExportsWorkerModule } from './exports/exports.worker.module';

/** Makes the exports and carries out the erasures that were asked for. */
@Module({ imports: [ExportsWorkerModule, ErasuresWorkerModule] })
export class PrivacyWorkerModule {}
