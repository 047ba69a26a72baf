import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import { SCANNED_ROWS } from '@libs/erasure/erased-slice';

export interface IdempotencyKeyRow {
  readonly key: string;
  /** Whether the evaluation that it got is erased, and what was asked for is still told from something else. */
  readonly isOfErased: boolean;
}

/**
 * Digests of requests that named a subject. Who knows the rest of a request could try subjects until one fits. Without
 * a digest the key is still taken, and whoever sends it again is told that it was erased.
 */
@Injectable()
export class RequestDigestsRepository {
  /** Of the natural keys of these evaluations. Returns how many there were. */
  async destroyOfTransactions(tx: TenantStatements, evaluationIds: readonly string[]): Promise<number> {
    const rows = await tx.query({
      name: 'destroy-digests-of-transactions',
      text: `update transaction_keys k set request_digest = null
               from unnest($2::uuid[]) x(id)
               join evaluations e on e.tenant_id = $1 and e.id = x.id
              where k.tenant_id = $1 and k.type = e.type and k.transaction_id = e.transaction_id
                and k.evaluation_id = e.id and k.request_digest is not null
             returning k.evaluation_id`,
      values: [tx.tenantId, columnParameter('uuid', evaluationIds, (id) => id)],
    });
    return rows.length;
  }

  /** A page of the Idempotency-Keys behind one, in their order. */
  page(tx: TenantStatements, after: string): Promise<IdempotencyKeyRow[]> {
    return tx.query({
      name: 'page-idempotency-keys',
      text: `select k.key, k.request_digest is not null and e.erased_at is not null as "isOfErased"
               from (select * from idempotency_keys where tenant_id = $1 and key > $2 order by key limit $3) k
               left join evaluations e on e.tenant_id = $1 and e.id = k.evaluation_id
              order by k.key`,
      values: [tx.tenantId, after, SCANNED_ROWS],
    });
  }

  async destroyOfKeys(tx: TenantStatements, keys: readonly string[]): Promise<void> {
    await tx.query({
      name: 'destroy-digests-of-keys',
      text: `update idempotency_keys set request_digest = null
              where tenant_id = $1 and key = any($2::text[])`,
      values: [tx.tenantId, columnParameter('text', keys, (key) => key)],
    });
  }

  async deleteKeys(tx: TenantStatements, keys: readonly string[]): Promise<void> {
    await tx.query({
      name: 'delete-idempotency-keys',
      text: 'delete from idempotency_keys where tenant_id = $1 and key = any($2::text[])',
      values: [tx.tenantId, columnParameter('text', keys, (key) => key)],
    });
  }
}
