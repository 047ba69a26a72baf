import type { BillingResponse } from './billing.response';

const NOVEMBER = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };

export const BILLING_EXAMPLE: BillingResponse = {
  ...{ plan: 'growth', status: 'active', period: NOVEMBER },
  ...{ used: 101_250, included: 100_000, projected: 135_000, nextPlan: null, graceEndsAt: null },
  charges: { currency: 'EUR', base: 9_900, overage: 125, total: 10_025, projected: 13_400 },
};

/** Just after the change to a larger plan. */
export const CHANGED_EXAMPLE: BillingResponse = {
  ...BILLING_EXAMPLE,
  ...{ plan: 'scale', used: 0, included: 1_000_000, projected: 0 },
  charges: { currency: 'EUR', base: 49_900, overage: 0, total: 49_900, projected: 49_900 },
};
