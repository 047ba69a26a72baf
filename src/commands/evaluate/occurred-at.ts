import { RowError } from './transaction-row';

export const TIME_FORMATS = ['unix-seconds', 'unix-ms', 'rfc3339'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** Seconds reach this in the year 5138, milliseconds passed it in 1973. */
const FIRST_NUMBER_READ_AS_MS = 1e11;
const LAST_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/**
 * RFC 3339 in UTC with milliseconds. Without a format, digits are seconds or milliseconds by their size.
 *
 * @throws RowError if `text` is no such time.
 */
export function toRfc3339(text: string, format: TimeFormat | undefined): string {
  const timeMs = readTimeMs(text, format ?? formatOf(text));
  if (Number.isNaN(timeMs) || timeMs < 0 || timeMs > LAST_TIME_MS) {
    throw new RowError('time_invalid', `"${text}" is not a time as ${format ?? TIME_FORMATS.join(' or ')}`);
  }
  return new Date(timeMs).toISOString();
}

function formatOf(text: string): TimeFormat {
  if (!/^\d+(?:\.\d+)?$/.test(text)) return 'rfc3339';
  return Number(text) < FIRST_NUMBER_READ_AS_MS ? 'unix-seconds' : 'unix-ms';
}

function readTimeMs(text: string, format: TimeFormat): number {
  switch (format) {
    case 'unix-seconds':
      return /^\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : Number.NaN;
    case 'unix-ms':
      return /^\d+$/.test(text) ? Number(text) : Number.NaN;
    case 'rfc3339':
      return rfc3339Ms(text);
  }
}

function rfc3339Ms(text: string): number {
  const [matched, year, month, day] = RFC_3339.exec(text) ?? [];
  if (matched === undefined) return Number.NaN;
  // Date takes the 30th of February for the 2nd of March.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) > lastDay ? Number.NaN : Date.parse(text.replace(' ', 'T').toUpperCase());
}
