import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TransactionType } from '@libs/risk-engine/transaction';

/** What a key was first used for. */
export interface KeyUse {
  readonly evaluationId: string;
  /** SHA-256 of the canonical JSON of the request. */
  readonly requestDigest: Buffer;
}

interface KeyRow {
  readonly evaluation_id: string;
  readonly request_digest: Buffer;
}

/**
 * The two keys that make a decision happen once. Taking one that another transaction is just taking waits for that
 * transaction's end: whoever comes second sees what the first has committed, or takes the key that it gave back.
 */
@Injectable()
export class EvaluationKeysRepository {
  /** Takes the natural key. Returns its first use where it was taken before. */
  async takeTransactionKey(
    tx: TenantTx,
    key: { type: TransactionType; transactionId: string },
    use: KeyUse,
  ): Promise<KeyUse | undefined> {
    const { manager, tenantId } = tx;
    const taken = await manager.query<unknown[]>(
      `insert into transaction_keys (tenant_id, type, transaction_id, evaluation_id, request_digest)
       values ($1, $2, $3, $4, $5) on conflict do nothing returning 1`,
      [tenantId, key.type, key.transactionId, use.evaluationId, use.requestDigest],
    );
    return taken.length > 0 ? undefined : this.findTransactionKey(tx, key);
  }

  /** Its first evaluation, if the transaction had one. */
  async findTransactionKey(
    { manager, tenantId }: TenantTx,
    key: { type: TransactionType; transactionId: string },
  ): Promise<KeyUse | undefined> {
    const [row] = await manager.query<KeyRow[]>(
      `select evaluation_id, request_digest from transaction_keys
        where tenant_id = $1 and type = $2 and transaction_id = $3`,
      [tenantId, key.type, key.transactionId],
    );
    return row && toKeyUse(row);
  }

  /** Takes an Idempotency-Key until `expiresAt`. Returns its first use where one is still in force at `now`. */
  async takeIdempotencyKey(
    tx: TenantTx,
    key: { value: string; now: Date; expiresAt: Date },
    use: KeyUse,
  ): Promise<KeyUse | undefined> {
    const { manager, tenantId } = tx;
    const taken = await manager.query<unknown[]>(
      `insert into idempotency_keys as k (tenant_id, key, evaluation_id, request_digest, expires_at)
       values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, key) do update
         set evaluation_id = excluded.evaluation_id, request_digest = excluded.request_digest,
             expires_at = excluded.expires_at
       where k.expires_at <= $6
       returning 1`,
      [tenantId, key.value, use.evaluationId, use.requestDigest, key.expiresAt, key.now],
    );
    if (taken.length > 0) return undefined;
    const [row] = await manager.query<KeyRow[]>(
      'select evaluation_id, request_digest from idempotency_keys where tenant_id = $1 and key = $2',
      [tenantId, key.value],
    );
    return row && toKeyUse(row);
  }
}

function toKeyUse(row: KeyRow): KeyUse {
  return { evaluationId: row.evaluation_id, requestDigest: row.request_digest };
}
