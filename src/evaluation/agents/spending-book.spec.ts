import { SpendingBook } from './spending-book';
import type { SpendingKey } from './spending-book';

const KEY: SpendingKey = { agentId: 'a', currency: 'EUR', day: '2026-11-22' };
const OTHERS: readonly SpendingKey[] = [
  { ...KEY, agentId: 'b' },
  { ...KEY, currency: 'USD' },
  { ...KEY, day: '2026-11-23' },
];

describe('what agents have spent', () => {
  it('is counted for each agent, currency and day alone', () => {
    const book = new SpendingBook([{ ...KEY, amountMinor: 100 }]);
    for (const [index, key] of OTHERS.entries()) book.spend(key, index + 1);
    book.spend(KEY, 5);
    expect([KEY, ...OTHERS].map((key) => book.spentMinor(key))).toEqual([105, 1, 2, 3]);
    expect(book.updated()).toEqual([{ ...KEY, amountMinor: 105 }]);
    expect(book.added()).toEqual(OTHERS.map((key, index) => ({ ...key, amountMinor: index + 1 })));
  });

  it('adds up over the decisions of one commit', () => {
    const book = new SpendingBook([]);
    book.spend(KEY, 40);
    book.spend(KEY, 2);
    expect([book.spentMinor(KEY), book.added(), book.updated()]).toEqual([
      42,
      [{ ...KEY, amountMinor: 42 }],
      [],
    ]);
  });

  it('is written only where it changed', () => {
    const book = new SpendingBook([{ ...KEY, amountMinor: 100 }]);
    expect([book.spentMinor(KEY), book.added(), book.updated()]).toEqual([100, [], []]);
  });
});
