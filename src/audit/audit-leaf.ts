import { LEAF_FORMAT, leafHash } from '@libs/merkle-log/leaf-hash';
import { formatId } from '@libs/ids/typeid';
import type { AuditEntry } from './audit-entry.entity';

type Unhashed = Omit<AuditEntry, 'leafHash' | 'salt' | 'erasedBy'>;

/** The leaf of an entry over everything that it says, as `docs/audit-format.md` describes it to customers. */
export function auditLeafHash(entry: Unhashed, salt: Buffer): Buffer {
  return leafHash(auditLeafContent(entry), salt);
}

/** What an entry says. Null where it was erased. */
export interface AuditLeafContent {
  readonly format: string;
  readonly id: string;
  readonly tenantId: string;
  readonly action: string;
  readonly actor: { readonly type: string; readonly id: string | null };
  readonly resource: string;
  readonly traceId: string;
  readonly network: string | null;
  readonly before: object | null;
  readonly after: object | null;
  readonly contentDigest: string | null;
  readonly createdAt: string;
}

export function auditLeafContent(entry: Unhashed): AuditLeafContent {
  return {
    format: LEAF_FORMAT,
    id: formatId('audit', entry.id),
    tenantId: formatId('tenant', entry.tenantId),
    action: entry.action,
    actor: { type: entry.actorType, id: entry.actorId === null ? null : formatId('key', entry.actorId) },
    resource: formatId(entry.resourceType, entry.resourceId),
    traceId: entry.traceId,
    network: entry.network,
    before: entry.before,
    after: entry.after,
    contentDigest: entry.contentDigest?.toString('base64') ?? null,
    createdAt: entry.createdAt.toISOString(),
  };
}
