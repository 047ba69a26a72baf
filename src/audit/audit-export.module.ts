import { Module } from '@nestjs/common';
import { AuditEntriesRepository } from './audit-entries.repository';
import { AuditExportService } from './audit-export.service';
import { AuditLines } from './export/audit-lines';
import { AuditRangesRepository } from './export/audit-ranges.repository';
import { UnsealedEntriesRepository } from './export/unsealed-entries.repository';
import { TreeHashes } from './tree/tree-hashes';
import { TreesRepository } from './tree/trees.repository';

@Module({
  providers: [
    ...[AuditExportService, AuditLines, AuditRangesRepository, UnsealedEntriesRepository],
    ...[AuditEntriesRepository, TreesRepository, TreeHashes],
  ],
  exports: [AuditExportService],
})
export class AuditExportModule {}
