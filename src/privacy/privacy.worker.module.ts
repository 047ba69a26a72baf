import { Module } from '@nestjs/common';
import { ExportsWorkerModule } from './exports/exports.worker.module';

/** Makes the exports and carries out the erasures that were asked for. */
@Module({
  imports: [ExportsWorkerModule],
})
export class PrivacyWorkerModule {}
