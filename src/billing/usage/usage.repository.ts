import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Plan } from '@libs/config/setting-values';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { EvaluationUse } from '../billing.types';
import { quotaOf } from '../plans/plans';
import { hourOf, monthName } from './calendar-month';
import type { Period } from './calendar-month';
import { quotaName } from './quota-book';
import type { UsedCounts } from './quota-book';
import { thresholdsOf } from './thresholds';

export interface UsageInterval {
  readonly from: Date;
  readonly count: number;
}

@Injectable()
export class UsageRepository {
  constructor(private readonly clock: Clock) {}

  /** What was used of the quotas of these, each held until the end of the transaction, in one order for everyone. */
  async holdQuotas(tx: TenantStatements, uses: readonly EvaluationUse[]): Promise<UsedCounts> {
    const quotas = distinct(uses.filter(({ plan }) => quotaOf(plan) !== null));
    if (quotas.length === 0) return new Map();
    const rows = await tx.query<{ month: string; plan: Plan; count: string }>({
      name: 'hold-quotas',
      // A row that isn't there can't be held: it is made, with nothing used.
      text: `insert into usage_months as m (tenant_id, month, kind, plan, count)
             select $1, x.month::date, 'evaluation', x.plan, 0
               from unnest($2::text[], $3::text[]) x(month, plan)
              order by x.month, x.plan
             on conflict (tenant_id, month, kind, plan) do update set count = m.count
             returning m.month::text as month, m.plan, m.count`,
      values: [
        tx.tenantId,
        columnParameter('text', quotas, ({ at }) => monthName(at)),
        columnParameter('text', quotas, ({ plan }) => plan),
      ],
    });
    return new Map(rows.map(({ month, plan, count }) => [`${plan}:${month}`, Number(count)]));
  }

  /**
   * Adds to what was counted before, in the hours and their months, and marks the thresholds that this reaches. The
   * rows stay locked until the end of the transaction.
   */
  async count(tx: TenantStatements, uses: readonly EvaluationUse[]): Promise<void> {
    const hours = tally(uses, ({ at, plan }) => `${plan}:${hourOf(at).toISOString()}`);
    const months = tally(uses, quotaName);
    const thresholds = [...new Set(uses.map(({ plan }) => plan))].flatMap(thresholdsOf);
    await tx.query({
      name: 'count-usage',
      text: COUNT,
      values: [
        tx.tenantId,
        columnParameter('timestamptz', hours, ({ use }) => hourOf(use.at)),
        columnParameter('text', hours, ({ use }) => use.plan),
        columnParameter('int4', hours, ({ count }) => count),
        columnParameter('text', months, ({ use }) => monthName(use.at)),
        columnParameter('text', months, ({ use }) => use.plan),
        columnParameter('int4', months, ({ count }) => count),
        columnParameter('text', thresholds, ({ plan }) => plan),
        columnParameter('int4', thresholds, ({ percent }) => percent),
        columnParameter('int4', thresholds, ({ count }) => count),
        this.clock.now(),
      ],
    });
  }

  /** Of the month that begins with the period, by plan. */
  async monthByPlan(tx: TenantStatements, { from }: Period): Promise<ReadonlyMap<Plan, number>> {
    const rows = await tx.query<{ plan: Plan; count: string }>({
      name: 'usage-of-month',
      text: `select plan, count from usage_months
              where tenant_id = $1 and month = $2::date and kind = 'evaluation'`,
      values: [tx.tenantId, monthName(from)],
    });
    return new Map(rows.map(({ plan, count }) => [plan, Number(count)]));
  }

  /** Those in which something was used, oldest first. */
  async intervals(
    tx: TenantStatements,
    { from, to }: Period,
    interval: 'hour' | 'day',
  ): Promise<UsageInterval[]> {
    const rows = await tx.query<{ from: Date; count: string }>({
      name: 'usage-intervals',
      text: `select date_trunc($4, hour, 'UTC') as "from", sum(count) as count from usage_hours
              where tenant_id = $1 and hour >= $2 and hour < $3 and kind = 'evaluation'
              group by 1 order by 1`,
      values: [tx.tenantId, from, to, interval],
    });
    return rows.map((row) => ({ from: row.from, count: Number(row.count) }));
  }
}

const COUNT = `
  with hours as (
    insert into usage_hours as u (tenant_id, hour, kind, plan, count)
    select $1, x.hour, 'evaluation', x.plan, x.count
      from unnest($2::timestamptz[], $3::text[], $4::int4[]) x(hour, plan, count)
     order by x.hour, x.plan
    on conflict (tenant_id, hour, kind, plan) do update set count = u.count + excluded.count
  ), added as (
    select x.month::date as month, x.plan, x.count
      from unnest($5::text[], $6::text[], $7::int4[]) x(month, plan, count)
  ), months as (
    insert into usage_months as m (tenant_id, month, kind, plan, count)
    select $1, month, 'evaluation', plan, count from added order by month, plan
    on conflict (tenant_id, month, kind, plan) do update set count = m.count + excluded.count
    returning m.month, m.plan, m.count
  )
  insert into usage_thresholds (tenant_id, month, plan, percent, reached_at)
  select $1, m.month, m.plan, t.percent, $11
    from months m
    join added a on a.month = m.month and a.plan = m.plan
    join unnest($8::text[], $9::int4[], $10::int4[]) t(plan, percent, count) on t.plan = m.plan
   where m.count >= t.count and m.count - a.count < t.count
   order by m.month, m.plan, t.percent
  on conflict do nothing`;

interface Tally {
  readonly use: EvaluationUse;
  readonly count: number;
}

function tally(uses: readonly EvaluationUse[], nameOf: (use: EvaluationUse) => string): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const use of uses) {
    const name = nameOf(use);
    tallies.set(name, { use, count: (tallies.get(name)?.count ?? 0) + 1 });
  }
  return [...tallies.values()];
}

function distinct(uses: readonly EvaluationUse[]): EvaluationUse[] {
  return tally(uses, quotaName).map(({ use }) => use);
}
