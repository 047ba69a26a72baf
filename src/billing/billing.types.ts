import type { Plan } from '@libs/config/setting-values';

/** An evaluation, as the ledger counts it. */
export interface EvaluationUse {
  readonly at: Date;
  /** Of the tenant, when it was decided. */
  readonly plan: Plan;
}

/** Quotas that a transaction holds. */
export interface HeldQuotas {
  /** Uses one evaluation up. False where none is left. */
  take(use: EvaluationUse): boolean;
}
