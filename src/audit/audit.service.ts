import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantTx } from '@libs/database/tenant-database';
import { newUuid } from '@libs/ids/typeid';
import { contentDigest } from '@libs/merkle-log/leaf-hash';
import { AuditEntriesRepository } from './audit-entries.repository';
import type { AuditEntry } from './audit-entry.entity';
import { auditLeafHash } from './audit-leaf';
import type { AuditDraft, Receipt } from './audit.types';

const SALT_BYTES = 32;

@Injectable()
export class AuditService {
  constructor(
    private readonly entries: AuditEntriesRepository,
    private readonly clock: Clock,
  ) {}

  /** Writes the entries in the transaction of what they tell, each with its leaf. Receipts are in the drafts' order. */
  async append(tx: TenantTx, drafts: readonly AuditDraft[]): Promise<Receipt[]> {
    const createdAt = this.clock.now();
    const entries = drafts.map((draft) => toEntry(tx.tenantId, draft, createdAt));
    await this.entries.insert(tx, entries);
    return entries.map(toReceipt);
  }

  /** The receipts of entries by their ids; at most a page of them. */
  async receipts(tx: TenantTx, entryIds: readonly string[]): Promise<ReadonlyMap<string, Receipt>> {
    const entries = await this.entries.findByIds(tx, entryIds);
    return new Map(entries.map((entry) => [entry.id, toReceipt(entry)]));
  }
}

function toEntry(tenantId: string, draft: AuditDraft, createdAt: Date): AuditEntry {
  const salt = randomBytes(SALT_BYTES);
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
  return { ...unhashed, salt, leafHash: auditLeafHash(unhashed, salt) };
}

function toReceipt({ id, leafHash, salt }: AuditEntry): Receipt {
  return { entryId: id, leafHash, salt };
}
