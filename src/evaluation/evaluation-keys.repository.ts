import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TransactionType } from '@libs/risk-engine/transaction';

/** What a key was first used for. */
export interface KeyUse {
  readonly evaluationId: string;
  /** SHA-256 of the canonical JSON of the request. */
  readonly requestDigest: Buffer;
}

/** A use that was kept. */
export interface KeptKeyUse extends Omit<KeyUse, 'requestDigest'> {
  /** Null once something that the request named was erased. */
  readonly requestDigest: Buffer | null;
}

export interface TransactionKeyUse extends KeyUse {
  readonly type: TransactionType;
  readonly transactionId: string;
  /** Where one was sent: the transaction's key is then taken only behind it. */
  readonly idempotencyKey: string | undefined;
}

export interface IdempotencyKeyUse extends KeyUse {
  readonly key: string;
}

/** When a key was or is taken, and until when it is then held. */
export interface KeyTerm {
  readonly now: Date;
  readonly expiresAt: Date;
}

interface KeyRow {
  readonly evaluation_id: string;
  readonly request_digest: Buffer | null;
}

/**
 * The two keys that make a decision happen once. Taking one that another transaction is just taking waits for that
 * transaction's end: whoever comes second sees what the first has committed, or takes the key that it gave back.
 * Keys are taken in one order by everyone, so that two transactions can't wait for each other.
 */
@Injectable()
export class EvaluationKeysRepository {
  /**
   * Takes the natural keys that are free, none of them named twice, and behind their idempotency keys where such were
   * sent. Returns the evaluations that got theirs.
   */
  async takeTransactionKeys(tx: TenantStatements, uses: readonly TransactionKeyUse[]): Promise<string[]> {
    const rows = await tx.query<{ evaluation_id: string }>({
      name: 'take-transaction-keys',
      text: `insert into transaction_keys (tenant_id, type, transaction_id, evaluation_id, request_digest)
             select $1, x.type, x.transaction_id, x.evaluation_id, x.request_digest
               from unnest($2::text[], $3::text[], $4::uuid[], $5::bytea[], $6::text[])
                    x(type, transaction_id, evaluation_id, request_digest, idempotency_key)
              where x.idempotency_key is null
                 or exists (select from idempotency_keys k
                             where k.tenant_id = $1 and k.key = x.idempotency_key
                               and k.evaluation_id = x.evaluation_id)
              order by x.type, x.transaction_id
             on conflict do nothing
             returning evaluation_id`,
      values: [
        tx.tenantId,
        columnParameter('text', uses, ({ type }) => type),
        columnParameter('text', uses, ({ transactionId }) => transactionId),
        ...useColumns(uses),
        columnParameter('text', uses, ({ idempotencyKey }) => idempotencyKey ?? null),
      ],
    });
    return rows.map((row) => row.evaluation_id);
  }

  /** Its first evaluation, if the transaction had one. */
  async findTransactionKey(
    tx: TenantStatements,
    key: { type: TransactionType; transactionId: string },
  ): Promise<KeptKeyUse | undefined> {
    const [row] = await tx.query<KeyRow>({
      name: 'find-transaction-key',
      text: `select evaluation_id, request_digest from transaction_keys
              where tenant_id = $1 and type = $2 and transaction_id = $3`,
      values: [tx.tenantId, key.type, key.transactionId],
    });
    return row && toKeyUse(row);
  }

  /** Takes the idempotency keys that are free or expired, none of them named twice. Returns the evaluations that got theirs. */
  async takeIdempotencyKeys(
    tx: TenantStatements,
    uses: readonly IdempotencyKeyUse[],
    { now, expiresAt }: KeyTerm,
  ): Promise<string[]> {
    const rows = await tx.query<{ evaluation_id: string }>({
      name: 'take-idempotency-keys',
      text: `insert into idempotency_keys as k (tenant_id, key, evaluation_id, request_digest, expires_at)
             select $1, x.key, x.evaluation_id, x.request_digest, $5
               from unnest($2::text[], $3::uuid[], $4::bytea[]) x(key, evaluation_id, request_digest)
              order by x.key
             on conflict (tenant_id, key) do update
               set evaluation_id = excluded.evaluation_id, request_digest = excluded.request_digest,
                   expires_at = excluded.expires_at
             where k.expires_at <= $6
             returning evaluation_id`,
      values: [
        tx.tenantId,
        columnParameter('text', uses, ({ key }) => key),
        ...useColumns(uses),
        expiresAt,
        now,
      ],
    });
    return rows.map((row) => row.evaluation_id);
  }

  /** Undefined where it was not used, or not for so long that it may be taken again. */
  async findIdempotencyKey(tx: TenantStatements, key: string, now: Date): Promise<KeptKeyUse | undefined> {
    const [row] = await tx.query<KeyRow>({
      name: 'find-idempotency-key',
      text: `select evaluation_id, request_digest from idempotency_keys
              where tenant_id = $1 and key = $2 and expires_at > $3`,
      values: [tx.tenantId, key, now],
    });
    return row && toKeyUse(row);
  }

  /** Gives back keys that were taken for nothing: expired, anyone may take them. */
  async giveBackIdempotencyKeys(
    tx: TenantStatements,
    uses: readonly IdempotencyKeyUse[],
    now: Date,
  ): Promise<void> {
    await tx.query({
      name: 'give-back-idempotency-keys',
      text: `update idempotency_keys set expires_at = $4
              where tenant_id = $1 and key = any($2::text[]) and evaluation_id = any($3::uuid[])`,
      values: [
        tx.tenantId,
        columnParameter('text', uses, ({ key }) => key),
        columnParameter('uuid', uses, ({ evaluationId }) => evaluationId),
        now,
      ],
    });
  }
}

function useColumns(uses: readonly KeyUse[]): [evaluationIds: Buffer, requestDigests: Buffer] {
  return [
    columnParameter('uuid', uses, ({ evaluationId }) => evaluationId),
    columnParameter('bytea', uses, ({ requestDigest }) => requestDigest),
  ];
}

function toKeyUse(row: KeyRow): KeptKeyUse {
  return { evaluationId: row.evaluation_id, requestDigest: row.request_digest };
}
