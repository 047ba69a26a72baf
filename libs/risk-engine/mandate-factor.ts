import { formatMoney } from '@libs/money/format-money';
import type { MandateFactor } from './factor';
import type { Facts } from './facts';
import type { MandateFacts, MandateRefusal } from './mandate';
import type { Transaction } from './transaction';

/** Of a transaction outside of its agent's mandate. */
export function mandateFactor({ transaction, mandate }: Facts): MandateFactor | undefined {
  const breach = mandate && (refusalBreach(transaction, mandate) ?? amountBreach(transaction, mandate));
  return breach && { code: 'mandate_exceeded', category: 'agent', points: 0, effect: 'block', ...breach };
}

type Breach = Pick<MandateFactor, 'value' | 'threshold' | 'unit' | 'observed' | 'reason'>;

function refusalBreach(transaction: Transaction, { refusals }: MandateFacts): Breach | undefined {
  const [first] = refusals;
  if (first === undefined) return undefined;
  const { type, currency, counterparty } = transaction;
  const breaches: Readonly<Record<MandateRefusal, Breach>> = {
    expired: {
      ...{ value: 'expired', threshold: 'valid', unit: 'status' },
      reason: 'The mandate of the agent has ended.',
    },
    type: {
      ...{ value: type, threshold: 'mandate', unit: 'type' },
      reason: `The mandate of the agent is not for a ${type}.`,
    },
    counterparty: {
      ...{
        value: counterparty?.id === undefined ? 'none' : 'another',
        threshold: 'mandate',
        unit: 'counterparty',
      },
      reason: 'The mandate of the agent is not for this counterparty.',
    },
    currency: {
      ...{ value: currency, threshold: 'mandate', unit: 'currency' },
      reason: `The mandate of the agent is not for ${currency}.`,
    },
  };
  return breaches[first];
}

function amountBreach(
  { amountMinor, currency }: Transaction,
  { maxAmountMinor, maxAmountPerDayMinor, spentTodayMinor }: MandateFacts,
): Breach | undefined {
  const unit = `minor:${currency}`;
  const said = (minor: number): string => formatMoney(minor, currency);
  if (maxAmountMinor !== null && amountMinor > maxAmountMinor) {
    const reason = `${said(amountMinor)} is more than the ${said(maxAmountMinor)} of the agent's mandate for a transaction.`;
    return { value: amountMinor, threshold: maxAmountMinor, unit, reason };
  }
  const sumMinor = spentTodayMinor + amountMinor;
  if (maxAmountPerDayMinor === null || sumMinor <= maxAmountPerDayMinor) return undefined;
  const reason = `With it the agent would have spent ${said(sumMinor)} today, more than the ${said(maxAmountPerDayMinor)} of its mandate.`;
  return { value: sumMinor, threshold: maxAmountPerDayMinor, unit, observed: { spentTodayMinor }, reason };
}
