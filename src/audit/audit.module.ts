import { Module } from '@nestjs/common';
import { AuditEntriesRepository } from './audit-entries.repository';
import { AuditService } from './audit.service';

/** What was done, by whom. A leaf: everyone writes to it, it knows nobody. */
@Module({ providers: [AuditService, AuditEntriesRepository], exports: [AuditService] })
export class AuditModule {}
