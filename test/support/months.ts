/** Rows can be written from the last month to the third from now: times that a test sets lie in these. */
const monthAhead = (ahead: number): Date => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
};

/** A time of the month that many ahead of this one: `inMonth(1, '03T10:00:00Z')`. */
export function inMonth(ahead: number, dayAndTime: string): string {
  return `${monthAhead(ahead).toISOString().slice(0, 7)}-${dayAndTime}`;
}

export function daysOfMonth(ahead: number): number {
  return (monthAhead(ahead + 1).getTime() - monthAhead(ahead).getTime()) / 86_400_000;
}
