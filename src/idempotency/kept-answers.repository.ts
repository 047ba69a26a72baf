import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import type { Answer, KeyedRequest } from './idempotency.types';

const TTL_MS = 24 * 3_600_000;

export interface Kept {
  /** Null with the answer, once it was erased. */
  readonly requestDigest: Buffer | null;
  readonly answer: Answer | null;
}

@Injectable()
export class KeptAnswersRepository {
  /**
   * Takes a key that is free or expired, and returns whether it was. One that another transaction is just taking is
   * waited for: that one's commit leaves it taken, its rollback free.
   */
  async take(tx: TenantStatements, { key, digest, arrivedAt }: KeyedRequest): Promise<boolean> {
    const rows = await tx.query({
      name: 'take-key-of-answer',
      text: `insert into kept_answers as k (tenant_id, key, request_digest, expires_at) values ($1, $2, $3, $4)
             on conflict (tenant_id, key) do update
               set request_digest = excluded.request_digest, answer = null, expires_at = excluded.expires_at
             where k.expires_at <= $5
             returning key`,
      values: [tx.tenantId, key, digest, new Date(arrivedAt.getTime() + TTL_MS), arrivedAt],
    });
    return rows.length > 0;
  }

  /** Undefined where the key is free or expired. */
  async find(tx: TenantStatements, { key, arrivedAt }: KeyedRequest): Promise<Kept | undefined> {
    const [row] = await tx.query<{ request_digest: Buffer | null; answer: Answer | null }>({
      name: 'find-kept-answer',
      text: `select request_digest, answer from kept_answers
              where tenant_id = $1 and key = $2 and expires_at > $3`,
      values: [tx.tenantId, key, arrivedAt],
    });
    return row && { requestDigest: row.request_digest, answer: row.answer };
  }

  /** Under a key that this transaction has taken. */
  async keep(tx: TenantStatements, { key }: KeyedRequest, answer: Answer): Promise<void> {
    await tx.query({
      name: 'keep-answer',
      text: 'update kept_answers set answer = $3 where tenant_id = $1 and key = $2',
      values: [tx.tenantId, key, JSON.stringify(answer)],
    });
  }
}
