import type { EvaluationUse, HeldQuotas } from '../billing.types';
import { quotaOf } from '../plans/plans';
import { monthName } from './calendar-month';

/** What was used of a plan's quota in a month, by `quotaName`. */
export type UsedCounts = ReadonlyMap<string, number>;

/** What is left of quotas while a transaction holds them. */
export class QuotaBook implements HeldQuotas {
  private readonly used: Map<string, number>;

  constructor(used: UsedCounts) {
    this.used = new Map(used);
  }

  take(use: EvaluationUse): boolean {
    const quota = quotaOf(use.plan);
    if (quota === null) return true;
    const name = quotaName(use);
    const used = this.used.get(name);
    if (used === undefined) throw new Error(`the quota of ${name} is not held`);
    if (used >= quota) return false;
    this.used.set(name, used + 1);
    return true;
  }
}

export function quotaName({ at, plan }: EvaluationUse): string {
  return `${plan}:${monthName(at)}`;
}
