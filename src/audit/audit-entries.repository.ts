import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantTx } from '@libs/database/tenant-database';
import { In } from 'typeorm';
import { AuditEntry } from './audit-entry.entity';

@Injectable()
export class AuditEntriesRepository {
  /** A trigger puts their leaves where the sealer takes them from. */
  async insert(tx: TenantStatements, entries: readonly AuditEntry[]): Promise<void> {
    await tx.query({
      name: 'insert-audit-entries',
      text: `insert into audit_entries (tenant_id, id, action, actor_type, actor_id, resource_type, resource_id,
               trace_id, network, before, after, content_digest, salt, leaf_hash, created_at)
             select $1, x.id, x.action, x.actor_type, x.actor_id, x.resource_type, x.resource_id, x.trace_id,
                    x.network::inet, x.before, x.after, x.content_digest, x.salt, x.leaf_hash, x.created_at
               from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::text[],
                           $9::text[], $10::json[], $11::json[], $12::bytea[], $13::bytea[], $14::bytea[],
                           $15::timestamptz[])
                    x(id, action, actor_type, actor_id, resource_type, resource_id, trace_id, network, before, after,
                      content_digest, salt, leaf_hash, created_at)`,
      values: [tx.tenantId, ...columnsOf(entries)],
    });
  }

  findByIds({ manager, tenantId }: TenantTx, ids: readonly string[]): Promise<AuditEntry[]> {
    return manager.find(AuditEntry, { where: { tenantId, id: In([...ids]) } });
  }
}

function columnsOf(entries: readonly AuditEntry[]): Buffer[] {
  return [
    columnParameter('uuid', entries, ({ id }) => id),
    columnParameter('text', entries, ({ action }) => action),
    columnParameter('text', entries, ({ actorType }) => actorType),
    columnParameter('uuid', entries, ({ actorId }) => actorId),
    columnParameter('text', entries, ({ resourceType }) => resourceType),
    columnParameter('uuid', entries, ({ resourceId }) => resourceId),
    columnParameter('text', entries, ({ traceId }) => traceId),
    columnParameter('text', entries, ({ network }) => network),
    columnParameter('json', entries, ({ before }) => toJson(before)),
    columnParameter('json', entries, ({ after }) => toJson(after)),
    columnParameter('bytea', entries, ({ contentDigest }) => contentDigest),
    columnParameter('bytea', entries, ({ salt }) => salt),
    columnParameter('bytea', entries, ({ leafHash }) => leafHash),
    columnParameter('timestamptz', entries, ({ createdAt }) => createdAt),
  ];
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
