import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { OutcomeLabel } from '@libs/risk-engine/known-outcomes';
import { readFacts } from '@libs/risk-engine/recorded-facts';
import type { Transaction } from '@libs/risk-engine/transaction';
import { ENTITY_COLUMNS } from './entity-columns';

/** A transaction as its first evaluation counted it. */
export interface CountedTransaction {
  readonly evaluationId: string;
  readonly transaction: Transaction;
}

/** Something that was told about a counted transaction. */
export interface ToldOutcome {
  readonly id: string;
  /** The same for all that was told about one transaction. */
  readonly evaluationId: string;
  readonly label: OutcomeLabel;
  readonly reportedAtMs: number;
  readonly occurredAtMs: number;
}

/** A stretch of ids of evaluations: behind the first, up to and with the last. */
export interface IdSpan {
  readonly after: string;
  readonly through: string;
}

interface OutcomeRow {
  readonly id: string;
  readonly evaluation_id: string;
  readonly label: OutcomeLabel;
  readonly reported_at: Date;
  readonly occurred_at: Date;
}

const OUTCOME_COLUMNS = 'o.id, e.id as evaluation_id, o.label, o.reported_at, e.occurred_at';
/** Of each transaction the evaluation that holds its key: it alone was counted. Looked up one by one: keys are many. */
const COUNTED = `cross join lateral (select from transaction_keys k
                                      where k.tenant_id = $1 and k.type = e.type
                                        and k.transaction_id = e.transaction_id and k.evaluation_id = e.id
                                      limit 1) k`;

/** What is recorded of one entity, as far as profiles are made from it. */
@Injectable()
export class EntityHistoryRepository {
  /** In the order of their evaluations' ids, which is that of their arrival. */
  async countedTransactions(
    tx: TenantStatements,
    { kind, id }: EntityKey,
    { after, through }: IdSpan,
    limit: number,
  ): Promise<CountedTransaction[]> {
    const rows = await tx.query<{ id: string; facts: unknown }>({
      name: `counted-transactions-${kind}`,
      text: `select e.id, e.facts from evaluations e ${COUNTED}
              where e.tenant_id = $1 and e.${ENTITY_COLUMNS[kind]} = $2 and e.id > $3 and e.id <= $4
              order by e.id limit $5`,
      values: [tx.tenantId, id, after, through, limit],
    });
    return rows.map((row) => ({ evaluationId: row.id, transaction: readFacts(row.facts).transaction }));
  }

  /** Whether anything of it in the span is still recorded as its own. */
  async isNamed(tx: TenantStatements, { kind, id }: EntityKey, { after, through }: IdSpan): Promise<boolean> {
    const rows = await tx.query({
      name: `is-named-${kind}`,
      text: `select 1 from evaluations e
              where e.tenant_id = $1 and e.${ENTITY_COLUMNS[kind]} = $2 and e.id > $3 and e.id <= $4 limit 1`,
      values: [tx.tenantId, id, after, through],
    });
    return rows.length > 0;
  }

  /** What was ever told about these; at most a page of them. */
  async toldOf(tx: TenantStatements, counted: readonly CountedTransaction[]): Promise<ToldOutcome[]> {
    const rows = await tx.query<OutcomeRow>({
      name: 'told-of-counted-transactions',
      text: `select ${OUTCOME_COLUMNS}
               from unnest($2::uuid[]) x(id)
               join evaluations e on e.tenant_id = $1 and e.id = x.id
               join outcomes o on o.tenant_id = $1 and o.type = e.type and o.transaction_id = e.transaction_id`,
      values: [tx.tenantId, columnParameter('uuid', counted, ({ evaluationId }) => evaluationId)],
    });
    return rows.map(toToldOutcome);
  }

  /** What was told behind the id of an outcome about any transaction of the entity up to and with `span.through`. */
  async toldSince(
    tx: TenantStatements,
    { kind, id }: EntityKey,
    span: IdSpan,
    outcomeId: string,
  ): Promise<ToldOutcome[]> {
    const rows = await tx.query<OutcomeRow>({
      name: `told-since-${kind}`,
      text: `select ${OUTCOME_COLUMNS}
               from outcomes o
               join transaction_keys k on k.tenant_id = $1 and k.type = o.type
                 and k.transaction_id = o.transaction_id
               join evaluations e on e.tenant_id = $1 and e.id = k.evaluation_id
              where o.tenant_id = $1 and o.id > $5
                and e.${ENTITY_COLUMNS[kind]} = $2 and e.id > $3 and e.id <= $4`,
      values: [tx.tenantId, id, span.after, span.through, outcomeId],
    });
    return rows.map(toToldOutcome);
  }
}

function toToldOutcome(row: OutcomeRow): ToldOutcome {
  return {
    id: row.id,
    evaluationId: row.evaluation_id,
    label: row.label,
    reportedAtMs: row.reported_at.getTime(),
    occurredAtMs: row.occurred_at.getTime(),
  };
}
