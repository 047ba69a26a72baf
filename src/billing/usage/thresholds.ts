import type { Plan } from '@libs/config/setting-values';
import { termsOf } from '../plans/plans';

const PERCENTS = [80, 100];

/** The count in a month at which a share of the plan's included volume is used. */
export interface Threshold {
  readonly plan: Plan;
  readonly percent: number;
  readonly count: number;
}

export function thresholdsOf(plan: Plan): Threshold[] {
  const { included } = termsOf(plan);
  if (included === null) return [];
  return PERCENTS.map((percent) => ({ plan, percent, count: Math.ceil((included * percent) / 100) }));
}
