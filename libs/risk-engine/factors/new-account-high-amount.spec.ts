import { sampleFacts } from '../sample-facts';
import type { SampleChanges } from '../sample-facts';
import { newAccountHighAmount } from './new-account-high-amount';

const strengthFor = (changes: SampleChanges) => newAccountHighAmount.evaluate(sampleFacts(changes))?.strength;

const usual = { last30d: { count: 20, currencyCount: 20, average: 1000 } };
const high = { amountMinor: 2000 };

describe('a high amount of a new account', () => {
  it.each<[string, SampleChanges, number | undefined]>([
    ['twice the average on the first day', { counterparty: usual, transaction: high }, 0.5],
    ['a cent less', { counterparty: usual, transaction: { amountMinor: 1999 } }, undefined],
    ['six times', { counterparty: usual, transaction: { amountMinor: 6000 } }, 1],
    ['an account of 6 days', { customer: { ageDays: 6 }, counterparty: usual, transaction: high }, 0.5],
    ['an account of 7 days', { customer: { ageDays: 7 }, counterparty: usual, transaction: high }, undefined],
    [
      'a counterparty of 19 transactions',
      { counterparty: { last30d: { ...usual.last30d, currencyCount: 19 } }, transaction: high },
      undefined,
    ],
    ['a transaction without counterparty', { absent: ['counterparty'], transaction: high }, undefined],
    ['a refund', { counterparty: usual, transaction: { ...high, type: 'refund' } }, undefined],
  ])('for %s', (_, changes, strength) => {
    expect(strengthFor(changes)).toBe(strength);
  });

  it('says both what is new and what is high', () => {
    expect(newAccountHighAmount.evaluate(sampleFacts({ counterparty: usual, transaction: high }))).toEqual({
      strength: 0.5,
      value: 2000,
      baseline: 1000,
      ratio: 2,
      threshold: 2,
      unit: 'minor:EUR',
      window: '30d',
      reason:
        "The account is less than a week old, and 20.00 EUR is 2 times this counterparty's 30-day average of 10.00 EUR.",
    });
  });
});
