import type { Slice } from '../reporting/usage-reports.repository';
import { compare } from './compare';
import type { Comparison } from './compare';

const HOUR = new Date('2026-11-22T10:00:00Z');
const TRIED = new Date('2026-11-22T11:01:00Z');
const OLDEST = new Date('2026-11-01T00:00:00Z');
const FORGOTTEN_BEFORE = new Date('2026-11-23T00:00:00Z');
const JUST_NOW = new Date('2026-11-23T00:00:01Z');

const slice = (n: number, quantity: number, over: Partial<Slice> = {}): Slice => ({
  ...{ hour: HOUR, plan: 'growth', slice: n, quantity, triedAt: TRIED, sentAt: TRIED },
  ...over,
});
const unsure = { sentAt: null };
const untried = { sentAt: null, triedAt: null };

function compared(ledger: number, slices: readonly Slice[], stripe: number, oldest = OLDEST): Comparison {
  return compare(
    {
      ledger: [{ hour: HOUR, plan: 'growth', count: ledger }],
      ...{ slices, stripe: new Map(stripe === 0 ? [] : [[HOUR.getTime(), stripe]]) },
    },
    { oldest, forgottenBefore: FORGOTTEN_BEFORE },
  );
}

type Row = [string, number, readonly Slice[], number, string | undefined, Partial<Comparison>];

describe('an hour of which ledger, reports and Stripe are compared', () => {
  it.each<Row>([
    ['agrees', 7, [slice(1, 5), slice(2, 2)], 7, undefined, { difference: 0 }],
    ['is not reported yet', 7, [slice(1, 5)], 5, 'not_reported', { difference: 2 }],
    ['is written and not sent yet', 7, [slice(1, 7, untried)], 0, 'not_reported', { difference: 7 }],
    ['was lost by Stripe', 5, [slice(1, 5)], 0, 'resent', { resend: [slice(1, 5)] }],
    ['was lost in part', 7, [slice(1, 5), slice(2, 2)], 5, 'resent', { resend: [slice(2, 2)] }],
    ['was lost in a part that is none', 7, [slice(1, 5), slice(2, 2)], 6, 'too_little', { resend: [] }],
    [
      'was lost in one of two alike',
      6,
      [slice(1, 2), slice(2, 2), slice(3, 2)],
      4,
      'too_little',
      { resend: [] },
    ],
    [
      'was sent and not written down',
      5,
      [slice(1, 5, unsure)],
      5,
      'was_sent',
      { found: [slice(1, 5, unsure)] },
    ],
    ['was tried and never arrived', 5, [slice(1, 5, unsure)], 0, 'resent', { resend: [slice(1, 5, unsure)] }],
    ['was sent just now', 5, [slice(1, 5, { triedAt: JUST_NOW })], 0, 'not_counted_yet', { resend: [] }],
    [
      'was tried just now',
      5,
      [slice(1, 5, { triedAt: JUST_NOW, sentAt: null })],
      0,
      'not_counted_yet',
      { resend: [] },
    ],
    ['is too much at Stripe', 5, [slice(1, 5)], 6, 'too_much', { difference: 1, found: [] }],
  ])('%s', (_, ledger, slices, stripe, finding, expected) => {
    const comparison = compared(ledger, slices, stripe);
    expect(comparison.findings.map((each) => each.finding)).toEqual(finding === undefined ? [] : [finding]);
    expect(comparison).toMatchObject({ ledger, stripe, ...expected });
  });

  it('is too old to be told', () => {
    const { findings, resend } = compared(5, [], 0, new Date(HOUR.getTime() + 1));
    expect([findings[0]?.finding, resend]).toEqual(['too_late', []]);
  });

  it('counts in the difference whatever the sign', () => {
    const other = new Date(HOUR.getTime() + 3_600_000);
    const stripe = new Map([[other.getTime(), 3]]);
    const { difference, findings } = compare(
      { ledger: [{ hour: HOUR, plan: 'growth', count: 3 }], slices: [slice(1, 3)], stripe },
      { oldest: OLDEST, forgottenBefore: FORGOTTEN_BEFORE },
    );
    expect([difference, findings.map((each) => each.difference)]).toEqual([6, [3, -3]]);
  });
});
