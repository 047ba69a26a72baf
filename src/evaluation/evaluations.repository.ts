import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { uuidLowerBound } from '@libs/ids/typeid';
import type { Decision } from '@libs/risk-engine/verdict';
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
  async insert({ manager }: TenantTx, evaluation: Evaluation): Promise<void> {
    await manager.insert(Evaluation, evaluation);
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Evaluation | null> {
    return manager.findOneBy(Evaluation, { tenantId, id });
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

type Condition = readonly [sql: string, parameters: Record<string, unknown>];

/** Columns that are asked for by their very value. */
const EQUAL = [
  'traceId',
  'agentId',
  'transactionId',
  'customerId',
  'counterpartyId',
  'instrumentId',
  'deviceId',
  'ip',
] as const satisfies readonly (keyof EvaluationFilter & keyof Evaluation)[];

function conditionsOf(filter: EvaluationFilter, slice: Slice): Condition[] {
  const { decision, from, to, isOpen } = filter;
  const candidates: readonly (Condition | false | undefined)[] = [
    decision && ['e.decision = :decision', { decision }],
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
