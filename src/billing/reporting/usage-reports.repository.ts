import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { PaidPlan } from '../plans/plans';
import type { Period } from '../usage/calendar-month';

export interface SliceKey {
  readonly hour: Date;
  readonly plan: PaidPlan;
  readonly slice: number;
}

export interface Slice extends SliceKey {
  readonly quantity: number;
  readonly triedAt: Date | null;
  readonly sentAt: Date | null;
}

/** What the ledger counted in an hour, and in which parts Stripe is told. */
export interface LedgerHour {
  readonly hour: Date;
  readonly plan: PaidPlan;
  readonly count: number;
}

interface SliceRow extends SliceKey {
  /** A bigint comes as text. */
  readonly quantity: string;
  readonly tried_at: Date | null;
  readonly sent_at: Date | null;
}

@Injectable()
export class UsageReportsRepository {
  /** What was counted in these hours and is in no part yet is written as the next part of each. */
  async slice({ manager, tenantId }: TenantTx, { from, to }: Period): Promise<void> {
    await manager.query(
      `insert into usage_reports (tenant_id, hour, plan, slice, quantity)
       select $1, u.hour, u.plan, coalesce(r.slices, 0) + 1, u.count - coalesce(r.quantity, 0)
         from usage_hours u
         left join lateral (select max(slice) as slices, sum(quantity) as quantity from usage_reports r
                             where r.tenant_id = $1 and r.hour = u.hour and r.plan = u.plan) r on true
        where u.tenant_id = $1 and u.hour >= $2 and u.hour < $3 and u.plan in ('growth', 'scale')
          and u.kind = 'evaluation' and u.count > coalesce(r.quantity, 0)`,
      [tenantId, from, to],
    );
  }

  /**
   * Oldest first, of hours that Stripe may still be told of. Not those that were first sent before `triedSince`:
   * whether Stripe has them has to be asked.
   */
  async unsent(
    { manager, tenantId }: TenantTx,
    {
      oldest,
      triedSince,
      limit,
    }: { readonly oldest: Date; readonly triedSince: Date; readonly limit: number },
  ): Promise<Slice[]> {
    const rows = await manager.query<SliceRow[]>(
      `select hour, plan, slice, quantity, tried_at, sent_at from usage_reports
        where tenant_id = $1 and sent_at is null and (tried_at is null or tried_at >= $2)
          and hour >= $4
        order by hour, plan, slice limit $3`,
      [tenantId, triedSince, limit, oldest],
    );
    return rows.map(toSlice);
  }

  async markTried(tx: TenantTx, slice: SliceKey, at: Date): Promise<void> {
    await this.set(tx, [slice], 'tried_at = coalesce(tried_at, $5)', at);
  }

  async markSent(tx: TenantTx, slices: readonly SliceKey[], at: Date): Promise<void> {
    await this.set(tx, slices, 'tried_at = coalesce(tried_at, $5), sent_at = $5', at);
  }

  /** As if they had never been sent. */
  async markUnsent(tx: TenantTx, slices: readonly SliceKey[]): Promise<void> {
    await this.set(tx, slices, 'tried_at = null, sent_at = null', undefined);
  }

  async slicesOf({ manager, tenantId }: TenantTx, plan: PaidPlan, { from, to }: Period): Promise<Slice[]> {
    const rows = await manager.query<SliceRow[]>(
      `select hour, plan, slice, quantity, tried_at, sent_at from usage_reports
        where tenant_id = $1 and plan = $2 and hour >= $3 and hour < $4 order by hour, slice`,
      [tenantId, plan, from, to],
    );
    return rows.map(toSlice);
  }

  async ledgerOf(
    { manager, tenantId }: TenantTx,
    plan: PaidPlan,
    { from, to }: Period,
  ): Promise<LedgerHour[]> {
    const rows = await manager.query<{ hour: Date; plan: PaidPlan; count: string }[]>(
      `select hour, plan, count from usage_hours
        where tenant_id = $1 and plan = $2 and hour >= $3 and hour < $4 and kind = 'evaluation' order by hour`,
      [tenantId, plan, from, to],
    );
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }

  private async set(
    { manager, tenantId }: TenantTx,
    slices: readonly SliceKey[],
    what: string,
    at: Date | undefined,
  ): Promise<void> {
    if (slices.length === 0) return;
    await manager.query(
      `update usage_reports r set ${what}
         from unnest($2::timestamptz[], $3::text[], $4::int4[]) x(hour, plan, slice)
        where r.tenant_id = $1 and r.hour = x.hour and r.plan = x.plan and r.slice = x.slice`,
      [
        tenantId,
        slices.map(({ hour }) => hour),
        slices.map(({ plan }) => plan),
        slices.map(({ slice }) => slice),
        ...(at === undefined ? [] : [at]),
      ],
    );
  }
}

function toSlice({ hour, plan, slice, quantity, tried_at: triedAt, sent_at: sentAt }: SliceRow): Slice {
  return { hour, plan, slice, quantity: Number(quantity), triedAt, sentAt };
}
