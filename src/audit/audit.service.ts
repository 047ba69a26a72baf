import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { pooledRandomBytes } from '@libs/ids/random-bytes';
import { newUuid } from '@libs/ids/typeid';
import { contentDigest } from '@libs/merkle-log/leaf-hash';
import { AuditEntriesRepository } from './audit-entries.repository';
import type { AuditEntry } from './audit-entry.entity';
import { auditLeafHash } from './audit-leaf';
import type { AuditDraft, Receipt } from './audit.types';

const SALT_BYTES = 32;

export interface PreparedEntry {
  readonly entry: AuditEntry;
  readonly receipt: Receipt;
}

@Injectable()
export class AuditService {
  constructor(
    private readonly entries: AuditEntriesRepository,
    private readonly clock: Clock,
  ) {}

  /** Writes the entries in the transaction of what they tell, each with its leaf. */
  append(tx: TenantStatements, drafts: readonly AuditDraft[]): Promise<void> {
    return this.write(
      tx,
      drafts.map((draft) => this.prepare(tx.tenantId, draft)),
    );
  }

  /** An entry that is still to be written, for whoever needs its receipt before. */
  prepare(tenantId: TenantId, draft: AuditDraft): PreparedEntry {
    const entry = toEntry(tenantId, draft, this.clock.now());
    return { entry, receipt: toReceipt(entry) };
  }

  async write(tx: TenantStatements, prepared: readonly PreparedEntry[]): Promise<void> {
    await this.entries.insert(
      tx,
      prepared.map(({ entry }) => entry),
    );
  }

  /** The receipts of entries by their ids; at most a page of them. */
  async receipts(tx: TenantTx, entryIds: readonly string[]): Promise<ReadonlyMap<string, Receipt>> {
    const entries = await this.entries.findByIds(tx, entryIds);
    return new Map(entries.map((entry) => [entry.id, toReceipt(entry)]));
  }
}

function toEntry(tenantId: string, draft: AuditDraft, createdAt: Date): AuditEntry {
  const salt = pooledRandomBytes(SALT_BYTES);
  const unhashed = {
    tenantId,
    id: newUuid(createdAt.getTime()),
    action: draft.action,
    actorType: draft.actor.type,
    actorId: draft.actor.id,
    resourceType: draft.resource.type,
    resourceId: draft.resource.id,
    traceId: draft.traceId,
    network: draft.network,
    before: draft.before ?? null,
    after: draft.after ?? null,
    contentDigest: draft.content === undefined ? null : contentDigest(draft.content, salt),
    createdAt,
  };
  return { ...unhashed, salt, leafHash: auditLeafHash(unhashed, salt), erasedBy: null };
}

function toReceipt({ id, leafHash, salt }: AuditEntry): Receipt {
  return { entryId: id, leafHash, salt };
}
