import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluate, evaluateInTurn, factorOf } from './evaluated';
import type { ShownFactor } from './evaluated';

const DAY_MS = 86_400_000;
const AT_MS = Date.parse('2026-11-20T15:30:00.000Z');
const FIRST_DAY_MS = Math.floor(AT_MS / DAY_MS) * DAY_MS - 30 * DAY_MS;
const TODAY_MS = Math.floor(AT_MS / DAY_MS) * DAY_MS;

interface Past {
  readonly atMs: number;
  readonly amount: number;
  readonly currency?: string;
  readonly type?: string;
}

const at = (ms: number): string => new Date(ms).toISOString();
const euros = (minor: number): string => `${(Math.round(minor) / 100).toFixed(2)} EUR`;
const half = (value: number, threshold: number, full: number): number =>
  Math.min(1, 0.5 + (0.5 * (value - threshold)) / (full - threshold));

/** Both edges of the 30-day window, another currency, a refund, and ordinary days between. */
const HISTORY: readonly Past[] = [
  { atMs: FIRST_DAY_MS - 1, amount: 90_000 },
  { atMs: FIRST_DAY_MS, amount: 3_100 },
  { atMs: AT_MS - 20 * DAY_MS, amount: 2_450 },
  { atMs: AT_MS - 13 * DAY_MS, amount: 88_800, currency: 'USD' },
  { atMs: AT_MS - 12 * DAY_MS, amount: 1_999 },
  { atMs: AT_MS - 11 * DAY_MS, amount: 1_999, type: 'refund' },
  { atMs: AT_MS - 5 * DAY_MS, amount: 4_021 },
  { atMs: AT_MS - 2 * DAY_MS, amount: 2_777 },
  { atMs: TODAY_MS, amount: 3_333 },
];

/** The average, count and maximum, computed plainly from what was sent. */
function usualIn30Days(): { average: number; max: number; count: number } {
  const amounts = HISTORY.filter(
    ({ atMs, currency = 'EUR', type }) => atMs >= FIRST_DAY_MS && currency === 'EUR' && type !== 'refund',
  ).map(({ amount }) => amount);
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return { average: sum / amounts.length, max: Math.max(...amounts), count: amounts.length };
}

describe('a decision, recomputed by hand from what was sent before', () => {
  let api: TestApi;
  let customer: Customer;

  beforeAll(async () => {
    api = await startTestApi();
    customer = await signUp(api.url);
  });
  afterAll(() => api.stop());

  it('shows the average, ratio and largest amount that a plain script computes, and points that add up', async () => {
    const own = { customer: { id: 'c-42', country: 'ES' }, device: { id: 'd-known' } };
    await evaluateInTurn(
      customer,
      HISTORY.map(({ atMs, amount, currency = 'EUR', type = 'payment' }, index) => ({
        ...own,
        ...{ transactionId: `past-${index}`, type, amount, currency, occurredAt: at(atMs) },
      })),
    );
    const amount = 13_499;
    const evaluation = await evaluate(customer, {
      ...own,
      ...{ transactionId: 'now', amount, currency: 'EUR', occurredAt: at(AT_MS) },
      device: { id: 'd-new' },
      instrument: { id: 'card-1', country: 'IE' },
    });

    const { average, max, count } = usualIn30Days();
    expect({ average, max, count }).toEqual({ average: 17_680 / 6, max: 4_021, count: 6 });
    const normRatio = Math.round((amount / average) * 10) / 10;
    const maxRatio = Math.round((amount / max) * 10) / 10;
    const expected: ShownFactor[] = [
      {
        code: 'amount_above_customer_norm',
        category: 'amount',
        points: Math.round(half(amount / average, 3, 10) * 40),
        effect: 'none',
        ...{ value: amount, baseline: Math.round(average), ratio: normRatio, threshold: 3 },
        ...{ unit: 'minor:EUR', window: '30d' },
        reason: `134.99 EUR is ${normRatio} times this customer's 30-day average of ${euros(average)}.`,
      },
      {
        code: 'new_device',
        category: 'device',
        points: 15,
        effect: 'none',
        ...{ value: 0, threshold: 1, unit: 'count', window: '90d' },
        reason: "This customer's first transaction with this device in 90 days.",
      },
      {
        code: 'instrument_country_mismatch',
        category: 'geography',
        points: 10,
        effect: 'none',
        ...{ value: 'IE', baseline: 'ES', threshold: 'ES', unit: 'country' },
        reason: 'The instrument is from IE, the customer from ES.',
      },
      {
        code: 'amount_above_customer_max',
        category: 'amount',
        points: Math.round(half(amount / max, 1.5, 5) * 10),
        effect: 'none',
        ...{ value: amount, baseline: max, ratio: maxRatio, threshold: 1.5 },
        ...{ unit: 'minor:EUR', window: '30d' },
        reason: `134.99 EUR is ${maxRatio} times this customer's largest amount in 30 days, 40.21 EUR.`,
      },
    ];
    expect(evaluation.factors).toEqual(expect.arrayContaining(expected));
    // Other factors may have found something too: all of them together are the score.
    const score = evaluation.factors.reduce((sum, { points }) => sum + points, 0);
    expect(score).toBeGreaterThanOrEqual(expected.reduce((sum, { points }) => sum + points, 0));
    expect(evaluation).toMatchObject({
      ...{ score, decision: score >= 70 ? 'block' : 'review', thresholds: { review: 30, block: 70 } },
      reasoning: expect.stringContaining(`the score of ${score} reaches the`),
    });
  });

  it('counts the pace in transactions of the last hour and of the last day', async () => {
    const paced = (minutesAgo: number): object => ({
      transactionId: `pace-${minutesAgo}`,
      ...{ amount: 1_000 + minutesAgo, currency: 'EUR', customer: { id: 'c-fast' } },
      occurredAt: at(AT_MS - minutesAgo * 60_000),
    });
    // 15:30 lies in the tile of 15:30; an hour earlier begins with the tile of 14:30.
    const minutesAgo = [300, 61, 60, 50, 40, 30, 20, 10];
    await evaluateInTurn(customer, minutesAgo.map(paced));
    const evaluation = await evaluate(customer, paced(0));
    const value = minutesAgo.filter((minutes) => minutes <= 60).length + 1;
    expect(evaluation.factors).toContainEqual({
      code: 'customer_velocity',
      category: 'velocity',
      points: Math.round(half(value, 5, 15) * 30),
      effect: 'none',
      ...{ value, threshold: 5, unit: 'count', window: '1h' },
      reason: `This is number ${value} of this customer in the last hour.`,
    });
  });

  it('sets refunds against payments, in the share that a plain script computes', async () => {
    const own = { customer: { id: 'c-refunds' }, currency: 'EUR' };
    const [payment, refund, again] = [10_000, 6_000, 7_000];
    await evaluateInTurn(customer, [
      { ...own, transactionId: 'r-0', amount: payment, occurredAt: at(AT_MS - 3 * DAY_MS) },
      {
        ...own,
        ...{ transactionId: 'r-1', type: 'refund', amount: refund, occurredAt: at(AT_MS - 2 * DAY_MS) },
      },
    ]);
    const evaluation = await evaluate(customer, {
      ...own,
      ...{ transactionId: 'r-2', type: 'refund', amount: again, occurredAt: at(AT_MS) },
    });
    const ratio = (refund + again) / payment;
    expect(evaluation.factors).toContainEqual({
      code: 'refunds_over_payments',
      category: 'refund',
      points: Math.round(half(ratio, 1, 3) * 30),
      effect: 'none',
      ...{ value: refund + again, baseline: payment, ratio, threshold: 1 },
      ...{ unit: 'minor:EUR', window: '30d' },
      reason: 'With this one, 130.00 EUR was refunded to this customer in 30 days, against 100.00 EUR paid.',
    });
  });

  it('takes points off for a customer with things of long standing, and never goes below zero', async () => {
    const daysAgo = [40, 20, 10, 5, 0];
    const own = { customer: { id: 'c-trusted' }, device: { id: 'd-own' }, amount: 1_000, currency: 'EUR' };
    const evaluations = await evaluateInTurn(
      customer,
      daysAgo.map((days) => ({
        ...own,
        ...{ transactionId: `trusted-${days}`, occurredAt: at(AT_MS - days * DAY_MS) },
      })),
    );
    const last = evaluations.at(-1);
    expect(last?.factors).toContainEqual({
      ...{ code: 'trusted_relationship', category: 'history', effect: 'none' },
      ...{ points: -Math.round(half(40, 30, 90) * 20), value: 40, threshold: 30, unit: 'days' },
      reason: 'An active customer who has used this device for 40 days.',
    });
    expect(last?.factors.reduce((sum, { points }) => sum + points, 0)).toBeLessThan(0);
    expect(last).toMatchObject({ score: 0, decision: 'allow' });
  });

  it('counts different customers of a device, and goes on counting whatever was decided', async () => {
    const shared = (n: number): object => ({
      transactionId: `shared-${n}`,
      ...{ amount: 1_000, currency: 'EUR', device: { id: 'd-shared' }, customer: { id: `c-of-device-${n}` } },
      occurredAt: at(AT_MS + n * 1_000),
    });
    const evaluations = await evaluateInTurn(
      customer,
      Array.from({ length: 10 }, (_, n) => shared(n)),
    );
    const values = evaluations.map((evaluation) => factorOf(evaluation, 'device_many_customers')?.value);
    expect(values).toEqual([undefined, undefined, undefined, 4, 5, 6, 7, 8, 9, 10]);
    expect(evaluations.map(({ decision }) => decision)).toContain('review');
    expect(evaluations.at(-1)?.decision).toBe('review');
  });
});
