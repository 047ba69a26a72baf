import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Plan } from '@libs/config/setting-values';
import { TenantsService } from '../../tenants/tenants.service';
import { termsOf } from '../plans/plans';
import { monthOf } from '../usage/calendar-month';
import { UsageRepository } from '../usage/usage.repository';
import { graceEndOf } from './account-state';
import type { BillingAccount } from './billing-account.entity';
import { BillingAccountsRepository } from './billing-accounts.repository';
import { BillingResponse } from './billing.response';
import { chargesOf, projectedUse } from './charges';
import type { Charges } from './charges';

/** Where a tenant stands in the running month. */
@Injectable()
export class BillingOverview {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly accounts: BillingAccountsRepository,
    private readonly usage: UsageRepository,
    private readonly clock: Clock,
  ) {}

  async show(tenantId: TenantId): Promise<BillingResponse> {
    const { plan } = await this.tenants.show(tenantId);
    return this.database.run(tenantId, (tx) => this.of(tx, plan));
  }

  async of(tx: TenantTx, plan: Plan): Promise<BillingResponse> {
    const now = this.clock.now();
    const period = monthOf(now);
    const usedByPlan = await this.usage.monthByPlan(tx, period);
    const account = await this.accounts.find(tx);
    const used = usedByPlan.get(plan) ?? 0;
    const projected = projectedUse(used, period, now);
    return {
      ...{ plan, status: account?.status ?? 'none' },
      period: { from: period.from.toISOString(), to: period.to.toISOString() },
      ...{ used, included: termsOf(plan).included, projected },
      nextPlan: nextPlanOf(account),
      graceEndsAt: graceEndIn(account),
      charges: toCharges(
        chargesOf(plan, usedByPlan),
        chargesOf(plan, new Map([...usedByPlan, [plan, projected]])),
      ),
    };
  }
}

function graceEndIn(account: BillingAccount | null): string | null {
  const end = account === null ? null : graceEndOf(account);
  return end === null ? null : end.toISOString();
}

function nextPlanOf(account: BillingAccount | null): BillingResponse['nextPlan'] {
  const { nextPlan, periodEnd } = account ?? {};
  if (nextPlan === null || nextPlan === undefined || periodEnd == null) return null;
  return { plan: nextPlan, at: periodEnd.toISOString() };
}

function toCharges(now: Charges | null, projected: Charges | null): BillingResponse['charges'] {
  if (now === null) return null;
  const { currency, baseMinor: base, overageMinor: overage } = now;
  return { currency, base, overage, total: total(now), projected: total(projected ?? now) };
}

function total({ baseMinor, overageMinor }: Charges): number {
  return baseMinor + overageMinor;
}
