import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { uuidLowerBound } from '@libs/ids/typeid';
import { packFacts } from '@libs/risk-engine/recorded-facts';
import type { Decision } from '@libs/risk-engine/verdict';
import { In } from 'typeorm';
import { TRANSACTION_TYPES } from '@libs/risk-engine/transaction';
import { Evaluation } from './evaluation.entity';

export interface EvaluationFilter {
  readonly decision?: Decision;
  readonly traceId?: string;
  readonly agentId?: string;
  readonly transactionId?: string;
  readonly customerId?: string;
  readonly counterpartyId?: string;
  readonly instrumentId?: string;
  readonly deviceId?: string;
  /** In its canonical form. */
  readonly ip?: string;
  /** By `createdAt`: `from` belongs to the range, `to` does not. */
  readonly from?: Date;
  readonly to?: Date;
  /** Only reviews that nobody has settled. */
  readonly isOpen?: boolean;
}

@Injectable()
export class EvaluationsRepository {
  async insert(tx: TenantStatements, evaluations: readonly Evaluation[]): Promise<void> {
    await tx.query({
      name: 'insert-evaluations',
      text: `insert into evaluations (tenant_id, id, type, transaction_id, decision, score, agent_id, customer_id,
               counterparty_id, instrument_id, device_id, ip, trace_id, policy_id, policy_version, facts, verdict,
               audit_entry_id, duration_us, occurred_at, created_at, verified_agent_id, agent_proof)
             select $1, x.*
               from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int4[], $7::text[], $8::text[],
                           $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::uuid[], $15::int4[],
                           $16::json[], $17::json[], $18::uuid[], $19::int4[], $20::timestamptz[],
                           $21::timestamptz[], $22::text[], $23::json[]) x`,
      values: [tx.tenantId, ...columnsOf(evaluations)],
    });
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Evaluation | null> {
    return manager.findOneBy(Evaluation, { tenantId, id });
  }

  /** As it is, and not erased until the end of the transaction. Who tells something of it too isn't kept waiting. */
  findKept({ manager, tenantId }: TenantTx, id: string): Promise<Evaluation | null> {
    return manager.findOne(Evaluation, { where: { tenantId, id }, lock: { mode: 'for_key_share' } });
  }

  /** By their ids; at most a page of them. */
  async findByIds(
    { manager, tenantId }: TenantTx,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Evaluation>> {
    if (ids.length === 0) return new Map();
    const evaluations = await manager.findBy(Evaluation, { tenantId, id: In([...ids]) });
    return new Map(evaluations.map((evaluation) => [evaluation.id, evaluation]));
  }

  async markReviewSettled({ manager, tenantId }: TenantTx, id: string, settledAt: Date): Promise<void> {
    await manager.update(Evaluation, { tenantId, id }, { reviewSettledAt: settledAt });
  }

  /** Newest first, with one row more than the page: see `pageOf`. Ids carry their time, so a range of time is a range of ids, and of partitions. */
  list({ manager, tenantId }: TenantTx, filter: EvaluationFilter, slice: Slice): Promise<Evaluation[]> {
    const query = manager
      .createQueryBuilder(Evaluation, 'e')
      .where('e.tenantId = :tenantId', { tenantId })
      .orderBy('e.id', 'DESC')
      .limit(slice.limit + 1);
    for (const [condition, parameters] of conditionsOf(filter, slice)) query.andWhere(condition, parameters);
    return query.getMany();
  }
}

/** In the order of the insert. */
function columnsOf(rows: readonly Evaluation[]): Buffer[] {
  return [
    columnParameter('uuid', rows, ({ id }) => id),
    columnParameter('text', rows, ({ type }) => type),
    columnParameter('text', rows, ({ transactionId }) => transactionId),
    columnParameter('text', rows, ({ decision }) => decision),
    columnParameter('int4', rows, ({ score }) => score),
    columnParameter('text', rows, ({ agentId }) => agentId),
    columnParameter('text', rows, ({ customerId }) => customerId),
    columnParameter('text', rows, ({ counterpartyId }) => counterpartyId),
    columnParameter('text', rows, ({ instrumentId }) => instrumentId),
    columnParameter('text', rows, ({ deviceId }) => deviceId),
    columnParameter('text', rows, ({ ip }) => ip),
    columnParameter('text', rows, ({ traceId }) => traceId),
    columnParameter('uuid', rows, ({ policyId }) => policyId),
    columnParameter('int4', rows, ({ policyVersion }) => policyVersion),
    columnParameter('json', rows, ({ facts }) => JSON.stringify(packFacts(facts))),
    columnParameter('json', rows, ({ verdict }) => JSON.stringify(verdict)),
    columnParameter('uuid', rows, ({ auditEntryId }) => auditEntryId),
    columnParameter('int4', rows, ({ durationUs }) => durationUs),
    columnParameter('timestamptz', rows, ({ occurredAt }) => occurredAt),
    columnParameter('timestamptz', rows, ({ createdAt }) => createdAt),
    columnParameter('text', rows, ({ verifiedAgentId }) => verifiedAgentId),
    columnParameter('json', rows, ({ agentProof }) => agentProof && JSON.stringify(agentProof)),
  ];
}

type Condition = readonly [sql: string, parameters: Record<string, unknown>];

/** Columns that are asked for by their very value. */
const EQUAL = [
  'traceId',
  'agentId',
  'customerId',
  'counterpartyId',
  'instrumentId',
  'deviceId',
  'ip',
] as const satisfies readonly (keyof EvaluationFilter & keyof Evaluation)[];

/** One evaluation for each type at most: found by the primary key of `transaction_keys`. */
const OF_TRANSACTION = `e.id in (select k.evaluation_id from transaction_keys k
                                  where k.tenant_id = :tenantId and k.type in (:...types)
                                    and k.transaction_id = :transactionId)`;

function conditionsOf(filter: EvaluationFilter, slice: Slice): Condition[] {
  const { decision, transactionId, from, to, isOpen } = filter;
  const candidates: readonly (Condition | false | undefined)[] = [
    decision && ['e.decision = :decision', { decision }],
    transactionId !== undefined && [OF_TRANSACTION, { transactionId, types: TRANSACTION_TYPES }],
    ...EQUAL.map((name): Condition | false => {
      const value = filter[name];
      return value !== undefined && [`e.${name} = :${name}`, { [name]: value }];
    }),
    from && ['e.id >= :from', { from: uuidLowerBound(from.getTime()) }],
    to && ['e.id < :to', { to: uuidLowerBound(to.getTime()) }],
    isOpen && [`e.decision = 'review' and e.reviewSettledAt is null`, {}],
    slice.after !== undefined && ['e.id < :after', { after: slice.after }],
  ];
  return candidates.filter((candidate): candidate is Condition => Array.isArray(candidate));
}
