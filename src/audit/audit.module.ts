import { Module } from '@nestjs/common';
import { AuditEntriesRepository } from './audit-entries.repository';
import { AuditService } from './audit.service';
import { EntriesController } from './entries/entries.controller';
import { EntriesService } from './entries/entries.service';
import { EntrySearchRepository } from './entries/entry-search.repository';
import { AuditExportController } from './export/audit-export.controller';
import { AuditLines } from './export/audit-lines';
import { AuditRangesRepository } from './export/audit-ranges.repository';
import { AuditStreams } from './export/audit-streams';
import { ProofsController } from './tree/proofs.controller';
import { ProofsService } from './tree/proofs.service';
import { TreeHashes } from './tree/tree-hashes';
import { TreesRepository } from './tree/trees.repository';

/** What was done, by whom, and the proofs of it. A leaf: everyone writes to it, it knows nobody. */
@Module({
  controllers: [EntriesController, ProofsController, AuditExportController],
  providers: [
    ...[AuditService, AuditEntriesRepository],
    ...[EntriesService, EntrySearchRepository],
    ...[ProofsService, TreeHashes, TreesRepository],
    ...[AuditStreams, AuditLines, AuditRangesRepository],
  ],
  exports: [AuditService],
})
export class AuditModule {}
