import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module';
import { IdempotencyModule } from '../../idempotency/idempotency.module';
import { ArchiveAnswer } from './archive-answer';
import { DownloadSlots } from './download-slots';
import { Downloads } from './downloads';
import { ExportsController } from './exports.controller';
import { ExportsKeepingModule } from './exports-keeping.module';
import { ExportsService } from './exports.service';

/** Exports as a tenant asks for them and fetches them. */
@Module({
  imports: [ExportsKeepingModule, AuditModule, IdempotencyModule],
  controllers: [ExportsController],
  providers: [ExportsService, ArchiveAnswer, Downloads, DownloadSlots],
})
export class ExportsModule {}
