import { hourOfDay } from '../profile';
import { DAYS, tileIndex } from '../tiles';
import { numberTerm, optionalText, requiredText } from './term';
import type { Term } from './term';

/** What the transaction says of itself and of its parties. */
export function transactionTerms(): Term[] {
  return [
    requiredText(
      'transaction.id',
      'Your own id of the transaction.',
      (transaction) => transaction.transactionId,
    ),
    requiredText(
      'transaction.type',
      'payment, payout, transfer, withdrawal, deposit or refund.',
      (transaction) => transaction.type,
    ),
    numberTerm(
      'transaction.amount',
      "The amount in the currency's minor unit: 12.99 EUR is 1299.",
      ({ transaction }) => transaction.amountMinor,
    ),
    requiredText('transaction.currency', 'The currency, ISO 4217.', (transaction) => transaction.currency),
    optionalText(
      'transaction.channel',
      'web, mobile, api, pos or agent.',
      (transaction) => transaction.channel,
    ),
    numberTerm('transaction.hour', 'The hour of the day in UTC, 0 to 23.', ({ transaction }) =>
      hourOfDay(transaction.occurredAtMs),
    ),
    numberTerm(
      'transaction.weekday',
      'The day of the week in UTC, 1 (Monday) to 7 (Sunday), as in ISO 8601.',
      ({ transaction }) => ((tileIndex(transaction.occurredAtMs, DAYS) + EPOCH_WEEKDAY - 1) % 7) + 1,
    ),
    ...partyTerms(),
  ];
}

/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

function partyTerms(): Term[] {
  return [
    requiredText('customer.id', 'Your own id of the customer.', ({ customer }) => customer.id),
    optionalText(
      'customer.country',
      "The customer's country, ISO 3166-1.",
      ({ customer }) => customer.country,
    ),
    optionalText(
      'counterparty.id',
      'Your own id of the counterparty.',
      ({ counterparty }) => counterparty?.id,
    ),
    optionalText(
      'counterparty.country',
      "The counterparty's country, ISO 3166-1.",
      ({ counterparty }) => counterparty?.country,
    ),
    optionalText(
      'counterparty.category',
      'What the counterparty deals in, such as an ISO 18245 category code.',
      ({ counterparty }) => counterparty?.category,
    ),
    optionalText('instrument.id', 'The fingerprint of the instrument.', ({ instrument }) => instrument?.id),
    optionalText(
      'instrument.type',
      'card, bank_account, wallet, crypto or other.',
      ({ instrument }) => instrument?.type,
    ),
    optionalText(
      'instrument.country',
      'Where the instrument was issued, ISO 3166-1.',
      ({ instrument }) => instrument?.country,
    ),
    optionalText('instrument.bin', "The card's first 6 to 8 digits.", ({ instrument }) => instrument?.bin),
    optionalText('device.id', 'Your own id of the device.', ({ device }) => device?.id),
    optionalText('device.ip', 'The address that the device came from.', ({ device }) => device?.ip),
    optionalText('device.userAgent', 'What the device says it is.', ({ device }) => device?.userAgent),
    optionalText('ip.id', 'The address itself, the same as device.ip.', ({ device }) => device?.ip),
    ...agentTerms(),
  ];
}

function agentTerms(): Term[] {
  return [
    optionalText(
      'agent.id',
      'The agent that acts for the customer: proved where agent.status is verified, else only said.',
      ({ agent }) => agent?.id,
    ),
    optionalText(
      'agent.status',
      'verified where the agent signed the request, claimed where the request only names it.',
      ({ agent }) => agent && (agent.status ?? 'claimed'),
    ),
  ];
}
