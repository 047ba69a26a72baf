import { invalidField } from '@libs/http/validation-errors';
import type { Period } from './calendar-month';

const MS = { hour: 3_600_000, day: 86_400_000 };
/** In one answer: a month of hours, two years of days. */
export const MAX_INTERVALS = 744;

export type Interval = keyof typeof MS;

/** Whole intervals, from the one that `from` lies in to the last that begins before `to`. Throws a Problem of 422. */
export function intervalsOf({ from, to }: Period, interval: Interval): Period[] {
  if (to <= from) throw outOfRange('is_after', 'to must be after from.');
  const lengthMs = MS[interval];
  const firstMs = Math.floor(from.getTime() / lengthMs) * lengthMs;
  const count = Math.ceil((to.getTime() - firstMs) / lengthMs);
  if (count > MAX_INTERVALS) {
    throw outOfRange('too_many', `These would be ${count} intervals; at most ${MAX_INTERVALS} are answered.`);
  }
  return Array.from({ length: count }, (_, n) => ({
    from: new Date(firstMs + n * lengthMs),
    to: new Date(firstMs + (n + 1) * lengthMs),
  }));
}

function outOfRange(code: string, detail: string): Error {
  return invalidField({ in: 'query', pointer: '/to', code, detail });
}
