const DAY_MS = 86_400_000;

/** The first millisecond of the month that many before this one. */
export function startOfMonth(ago: number): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago);
}

/**
 * A time of the month that many ahead of this one: `inMonth(1, '03T10:00:00Z')`. There is room for rows from the last
 * month to the third from now.
 */
export function inMonth(ahead: number, dayAndTime: string): string {
  return `${new Date(startOfMonth(-ahead)).toISOString().slice(0, 7)}-${dayAndTime}`;
}

export function daysOfMonth(ahead: number): number {
  return (startOfMonth(-ahead - 1) - startOfMonth(-ahead)) / DAY_MS;
}
