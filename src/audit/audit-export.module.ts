import { Module } from '@nestjs/common';
import { AuditExportService } from './audit-export.service';

@Module({ providers: [AuditExportService], exports: [AuditExportService] })
export class AuditExportModule {}
