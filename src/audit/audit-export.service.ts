import { Injectable } from '@nestjs/common';
import type { ExportSource } from '@libs/personal-data/export-source';
import { keysetSource } from '@libs/personal-data/keyset-source';
import { AuditEntry } from './audit-entry.entity';
import { auditLeafContent } from './audit-leaf';

/** The trail of a tenant, in the export of it. */
@Injectable()
export class AuditExportService {
  readonly sources: readonly ExportSource[] = [
    keysetSource({
      name: 'audit_entries',
      about: 'Who did what to which thing, each entry with the salt and the hash of its leaf.',
      tables: ['audit_entries'],
      pageRows: 1_000,
      entity: AuditEntry,
      key: ['id'],
      datedBy: 'id',
      show: (entries) => entries.map(shown),
    }),
  ];
}

function shown({ salt, leafHash, ...entry }: AuditEntry): object {
  return {
    ...auditLeafContent(entry),
    salt: salt?.toString('base64') ?? null,
    leafHash: leafHash.toString('base64'),
  };
}
