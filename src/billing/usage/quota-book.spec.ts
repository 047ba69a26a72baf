import type { EvaluationUse } from '../billing.types';
import { quotaOf } from '../plans/plans';
import { QuotaBook } from './quota-book';

const NOVEMBER: EvaluationUse = { at: new Date('2026-11-30T23:59:59.999Z'), plan: 'free' };
const DECEMBER: EvaluationUse = { at: new Date('2026-12-01T00:00:00.000Z'), plan: 'free' };
const QUOTA = quotaOf('free') ?? 0;

const booked = (used: Record<string, number>): QuotaBook => new QuotaBook(new Map(Object.entries(used)));

describe('a quota that is held', () => {
  it('has one left when one is left, and then none', () => {
    const book = booked({ 'free:2026-11-01': QUOTA - 1 });
    expect([book.take(NOVEMBER), book.take(NOVEMBER)]).toEqual([true, false]);
  });

  it('is of its calendar month', () => {
    const book = booked({ 'free:2026-11-01': QUOTA, 'free:2026-12-01': 0 });
    expect([book.take(NOVEMBER), book.take(DECEMBER)]).toEqual([false, true]);
  });

  it('is none where more is billed, or nothing is', () => {
    const book = booked({});
    expect([
      book.take({ ...NOVEMBER, plan: 'growth' }),
      book.take({ ...NOVEMBER, plan: 'unlimited' }),
    ]).toEqual([true, true]);
  });

  it('is not guessed where it was not asked for', () => {
    expect(() => booked({}).take(NOVEMBER)).toThrow('not held');
  });
});
