import { Module } from '@nestjs/common';
import { AuditErasureService } from './audit-erasure.service';
import { ErasedEntriesRepository } from './erased-entries.repository';

@Module({ providers: [AuditErasureService, ErasedEntriesRepository], exports: [AuditErasureService] })
export class AuditErasureModule {}
