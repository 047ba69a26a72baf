import type { Contribution } from './contribution';
import { HOURS, tileIndex } from './tiles';

/** How often one exact amount came in one hour. A tuple for the reason that a tile is one. */
export type RecentAmount = readonly [hour: number, currency: string, amountMinor: number, times: number];

/** Amounts that came most often in a day come in few hours: more than these are not needed to see them. */
export const MAX_RECENT_AMOUNTS = 16;

/** With one transaction more: the latest hours of the 24 before the newest, in an order that tells no arrival. */
export function addRecentAmount(
  recent: readonly RecentAmount[],
  seen: Contribution,
): readonly RecentAmount[] {
  const hour = tileIndex(seen.occurredAtMs, HOURS);
  const oldest = Math.max(hour, recent[0]?.[0] ?? hour) - HOURS.reach;
  const kept = recent.filter((amount) => amount[0] >= oldest);
  if (hour < oldest) return kept;
  const position = kept.findIndex((amount) => isOf(amount, seen, hour));
  const times = kept[position]?.[3] ?? 0;
  const others = kept.filter((_, index) => index !== position);
  const own: RecentAmount = [hour, seen.currency, seen.amountMinor, times + 1];
  return [...others, own].sort(latestFirst).slice(0, MAX_RECENT_AMOUNTS);
}

/** With one transaction less. Where there were more than are kept, the next one does not come back. */
export function removeRecentAmount(
  recent: readonly RecentAmount[],
  seen: Contribution,
): readonly RecentAmount[] {
  const hour = tileIndex(seen.occurredAtMs, HOURS);
  return recent.flatMap((amount): RecentAmount[] => {
    if (!isOf(amount, seen, hour)) return [amount];
    const [, currency, amountMinor, times] = amount;
    return times <= 1 ? [] : [[hour, currency, amountMinor, times - 1]];
  });
}

/** How often the amount came that came most often, in one currency, in the hours from one to another. */
export function mostRepeated(
  recent: readonly RecentAmount[],
  currency: string,
  hours: { readonly firstTile: number; readonly lastTile: number },
): number {
  const timesOf = new Map<number, number>();
  for (const [hour, own, amountMinor, times] of recent) {
    if (own !== currency || hour < hours.firstTile || hour > hours.lastTile) continue;
    timesOf.set(amountMinor, (timesOf.get(amountMinor) ?? 0) + times);
  }
  return Math.max(0, ...timesOf.values());
}

function isOf([own, currency, amountMinor]: RecentAmount, seen: Contribution, hour: number): boolean {
  return own === hour && currency === seen.currency && amountMinor === seen.amountMinor;
}

function latestFirst(a: RecentAmount, b: RecentAmount): number {
  if (a[0] !== b[0]) return b[0] - a[0];
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return a[2] - b[2];
}
