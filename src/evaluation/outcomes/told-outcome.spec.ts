import { toTenantId } from '@libs/database/tenant-id';
import { Problem } from '@libs/http/problem';
import type { Transaction } from '@libs/risk-engine/transaction';
import type { Outcome } from './outcome.entity';
import type { Report } from './outcome.types';
import { isToldAgain, toldOutcome } from './told-outcome';

const NOW = new Date('2026-11-22T10:00:00.000Z');
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const TENANT = toTenantId('019ab000-0000-7000-8000-000000000001');
const transaction: Transaction = {
  ...{ transactionId: 'order-1', type: 'payment', amountMinor: 1, currency: 'EUR' },
  ...{ occurredAtMs: NOW.getTime() - 1_000, customer: { id: 'c-1' } },
};
const report: Report = { label: 'fraud', reason: null, reportedAt: undefined };

function told(over: Partial<Report> = {}, former: Outcome | null = null, occurredAtMs?: number): Outcome {
  const of = occurredAtMs === undefined ? transaction : { ...transaction, occurredAtMs };
  return toldOutcome(TENANT, of, { report: { ...report, ...over }, former, now: NOW });
}

describe('an outcome', () => {
  it('is known from now on unless somebody says otherwise', () => {
    expect(told()).toMatchObject({ label: 'fraud', reason: null, reportedAt: NOW, createdAt: NOW });
    expect(told({ reportedAt: after(-500) })).toMatchObject({ reportedAt: after(-500), createdAt: NOW });
  });

  it('is known from the transaction on where that lies ahead', () => {
    expect(told({}, null, after(60_000).getTime()).reportedAt).toEqual(after(60_000));
  });

  it.each([
    ['at the transaction', -1_000],
    ['5 minutes ahead', 300_000],
  ])('may be known from a time that lies %s', (_, ms) => {
    expect(told({ reportedAt: after(ms) }).reportedAt).toEqual(after(ms));
  });

  it.each([
    ['before the transaction', -1_001],
    ['more than 5 minutes ahead', 300_001],
  ])('may not be known from a time that lies %s', (_, ms) => {
    expect(() => told({ reportedAt: after(ms) })).toThrow(Problem);
  });

  it('sorts behind the former one, though that one’s clock was ahead', () => {
    const ahead = { ...told(), createdAt: after(5_000), id: told().id };
    const latest = told({ label: 'legitimate' }, ahead);
    expect(latest.createdAt).toEqual(after(5_001));
    expect(latest.id.slice(0, 13)).toBe(
      '0'.concat(after(5_001).getTime().toString(16)).replace(/^(.{8})/, '$1-'),
    );
  });
});

describe('the same report again', () => {
  const former = told({ reason: 'Chargeback', reportedAt: after(-500) });
  it.each<[what: string, over: Partial<Report>, isSame: boolean]>([
    ['without a time', {}, true],
    ['with the same time', { reportedAt: after(-500) }, true],
    ['with another time', { reportedAt: after(-499) }, false],
    ['with another label', { label: 'legitimate' }, false],
    ['without the reason', { reason: null }, false],
  ])('%s is told again: %s', (_, over, isSame) => {
    expect(isToldAgain(former, { ...report, reason: 'Chargeback', ...over })).toBe(isSame);
  });
});
