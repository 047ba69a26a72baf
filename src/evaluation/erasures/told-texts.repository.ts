import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TransactionName } from '../outcomes/outcome.types';

/** A text that somebody wrote about an evaluation. */
export interface ToldText {
  readonly id: string;
  readonly text: string;
}

/** Why an outcome is what it is, and what was noted where a review was settled. */
@Injectable()
export class ToldTextsRepository {
  /** Of what was ever told of these transactions. */
  reasons(tx: TenantStatements, transactions: readonly TransactionName[]): Promise<ToldText[]> {
    return tx.query({
      name: 'reasons-of-outcomes',
      text: `select o.id, o.reason as text
               from unnest($2::text[], $3::text[]) x(type, transaction_id)
               join outcomes o on o.tenant_id = $1 and o.type = x.type and o.transaction_id = x.transaction_id
              where o.reason is not null order by o.id`,
      values: [
        tx.tenantId,
        columnParameter('text', transactions, ({ type }) => type),
        columnParameter('text', transactions, ({ transactionId }) => transactionId),
      ],
    });
  }

  notes(tx: TenantStatements, evaluationIds: readonly string[]): Promise<ToldText[]> {
    return tx.query({
      name: 'notes-of-reviews',
      text: `select r.evaluation_id as id, r.note as text
               from unnest($2::uuid[]) x(id)
               join reviews r on r.tenant_id = $1 and r.evaluation_id = x.id
              where r.note is not null order by 1`,
      values: [tx.tenantId, columnParameter('uuid', evaluationIds, (id) => id)],
    });
  }

  async writeReasons(tx: TenantStatements, texts: readonly ToldText[]): Promise<void> {
    await tx.query({
      name: 'write-reasons-of-outcomes',
      text: `update outcomes o set reason = x.text from unnest($2::uuid[], $3::text[]) x(id, text)
              where o.tenant_id = $1 and o.id = x.id`,
      values: [tx.tenantId, ...columnsOf(texts)],
    });
  }

  async writeNotes(tx: TenantStatements, texts: readonly ToldText[]): Promise<void> {
    await tx.query({
      name: 'write-notes-of-reviews',
      text: `update reviews r set note = x.text from unnest($2::uuid[], $3::text[]) x(id, text)
              where r.tenant_id = $1 and r.evaluation_id = x.id`,
      values: [tx.tenantId, ...columnsOf(texts)],
    });
  }
}

function columnsOf(texts: readonly ToldText[]): Buffer[] {
  return [columnParameter('uuid', texts, ({ id }) => id), columnParameter('text', texts, ({ text }) => text)];
}
