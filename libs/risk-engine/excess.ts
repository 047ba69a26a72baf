import type { Finding } from './factor';
import { strengthOf } from './strength';
import type { Scale } from './strength';
import type { Transaction } from './transaction';
import { roundRatio } from './wording';

export interface Excess extends Pick<Finding, 'strength' | 'threshold' | 'unit'> {
  readonly value: number;
  readonly baseline: number;
  readonly ratio: number;
}

/**
 * How far the transaction's amount lies above what is usual. The comparison is with the exact baseline; the
 * fields show it in whole minor units. A baseline under one minor unit (an instrument that was only ever
 * verified with amounts of zero) is no norm.
 */
export function excessOver(
  baselineMinor: number,
  { amountMinor, currency }: Transaction,
  scale: Scale,
): Excess | undefined {
  if (baselineMinor < 1) return undefined;
  const ratio = amountMinor / baselineMinor;
  const strength = strengthOf(ratio, scale);
  if (strength === 0) return undefined;
  return {
    strength,
    value: amountMinor,
    baseline: Math.round(baselineMinor),
    ratio: roundRatio(ratio),
    threshold: scale.threshold,
    unit: `minor:${currency}`,
  };
}
