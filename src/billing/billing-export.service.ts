import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { ExportPage, ExportSource } from '@libs/personal-data/export-source';
import { keysetSource } from '@libs/personal-data/keyset-source';
import { BillingAccount } from './account/billing-account.entity';
import { UsageHour } from './usage/usage-hour.entity';
import { UsageMonth } from './usage/usage-month.entity';

/** What a tenant used and how it pays, in the export of it. */
@Injectable()
export class BillingExportService {
  readonly sources: readonly ExportSource[] = [
    {
      name: 'billing_account',
      about: 'Who pays, and what for, as Stripe said last. Invoices are at Stripe.',
      tables: ['billing_accounts'],
      pageRows: 1,
      page: async ({ manager, tenantId }: TenantTx): Promise<ExportPage> => {
        const account = await manager.findOneBy(BillingAccount, { tenantId });
        return { rows: account === null ? [] : [shownAccount(account)], next: null };
      },
    },
    keysetSource({
      name: 'usage_hours',
      about: 'Evaluations that were counted, by hour (UTC) and plan: what invoices go by.',
      tables: ['usage_hours'],
      pageRows: 2_000,
      entity: UsageHour,
      key: ['hour', 'kind', 'plan'],
      show: (hours) =>
        hours.map(({ hour, plan, count }) => ({
          ...{ from: hour.toISOString(), plan, evaluations: countOf(count) },
        })),
    }),
    keysetSource({
      name: 'usage_months',
      about: 'The same by calendar month (UTC): what quotas go by.',
      tables: ['usage_months'],
      pageRows: 2_000,
      entity: UsageMonth,
      key: ['month', 'kind', 'plan'],
      show: (months) =>
        months.map(({ month, plan, count }) => ({ from: month, plan, evaluations: countOf(count) })),
    }),
  ];
}

function shownAccount(account: BillingAccount): object {
  const { customerId, subscriptionId, status, plan, nextPlan } = account;
  const { periodStart, periodEnd, pastDueSince, billedFrom, createdAt } = account;
  return {
    ...{ stripeCustomerId: customerId, stripeSubscriptionId: subscriptionId, status, plan, nextPlan },
    ...{ periodStart: textOf(periodStart), periodEnd: textOf(periodEnd) },
    ...{ pastDueSince: textOf(pastDueSince), billedFrom: textOf(billedFrom), createdAt: textOf(createdAt) },
  };
}

function textOf(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}

/** A bigint comes as text. */
function countOf(count: number): number {
  return Number.parseInt(String(count), 10);
}
