import type { Transaction, TransactionType } from './transaction';

/** What an agent may do. An empty list says nothing of its subject; one that isn't refuses what it doesn't name. */
export interface MandateTerms {
  readonly limits: readonly MandateLimit[];
  readonly types: readonly TransactionType[];
  readonly counterparties: readonly string[];
  readonly expiresAtMs: number | null;
}

/** In one currency, in its minor unit. */
export interface MandateLimit {
  readonly currency: string;
  readonly maxAmountMinor: number | null;
  readonly maxAmountPerDayMinor: number | null;
}

/** What the mandate of the agent that signed says of a transaction: recorded with it, and small whatever its length. */
export interface MandateFacts {
  /** Null: of the amount nothing is said. */
  readonly maxAmountMinor: number | null;
  readonly maxAmountPerDayMinor: number | null;
  /** What was not blocked since midnight in UTC, in the transaction's currency. */
  readonly spentTodayMinor: number;
  /** What is outside of it whatever the amount. */
  readonly refusals: readonly MandateRefusal[];
}

export type MandateRefusal = 'expired' | 'type' | 'counterparty' | 'currency';

/** When it is asked, and what was spent before. */
export interface MandateMoment {
  readonly spentTodayMinor: number;
  /** The service's own time: the transaction's is the customer's to say. */
  readonly nowMs: number;
}

export function mandateFacts(
  transaction: Transaction,
  mandate: MandateTerms,
  { spentTodayMinor, nowMs }: MandateMoment,
): MandateFacts {
  const limit = mandate.limits.find(({ currency }) => currency === transaction.currency);
  const isLimited = isSpent(transaction.type);
  return {
    maxAmountMinor: isLimited ? (limit?.maxAmountMinor ?? null) : null,
    maxAmountPerDayMinor: isLimited ? (limit?.maxAmountPerDayMinor ?? null) : null,
    spentTodayMinor,
    refusals: refusalsOf(transaction, mandate, nowMs),
  };
}

/** A refund spends nothing, so that no limit of an amount is for it, in whatever currency. */
function isSpent(type: TransactionType): boolean {
  return type !== 'refund';
}

function refusalsOf(
  { type, currency, counterparty }: Transaction,
  { limits, types, counterparties, expiresAtMs }: MandateTerms,
  nowMs: number,
): MandateRefusal[] {
  const isOutside: Readonly<Record<MandateRefusal, boolean>> = {
    expired: expiresAtMs !== null && expiresAtMs <= nowMs,
    type: types.length > 0 && !types.includes(type),
    counterparty: counterparties.length > 0 && !counterparties.includes(counterparty?.id ?? ''),
    currency: isSpent(type) && limits.length > 0 && !limits.some((limit) => limit.currency === currency),
  };
  return (Object.keys(isOutside) as MandateRefusal[]).filter((refusal) => isOutside[refusal]);
}
