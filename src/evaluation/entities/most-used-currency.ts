import type { Profile } from '@libs/risk-engine/profile';

/** Of the days that the profile remembers, by the number of transactions, then of the alphabet. Null where there is none. */
export function mostUsedCurrency({ days }: Pick<Profile, 'days'>): string | null {
  const counts = new Map<string, number>();
  for (const [, , , amounts] of days) {
    for (const [currency, [count]] of Object.entries(amounts)) {
      counts.set(currency, (counts.get(currency) ?? 0) + count);
    }
  }
  const [most] = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}
