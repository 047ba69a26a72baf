import { buildMessage, ValidateBy } from 'class-validator';

// Date.parse takes 24:00:00 for the next day's midnight and 31 February for 3 March; RFC 3339 takes neither.
const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A moment since 1970 as RFC 3339 writes it, with a day that exists. */
export function IsTimestamp(): PropertyDecorator {
  return ValidateBy({
    name: 'isTimestamp',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isTimestamp(value),
      defaultMessage: buildMessage(
        (prefix) => `${prefix}$property must be a time of RFC 3339, such as 2026-11-22T10:00:00.000Z`,
      ),
    },
  });
}

export function isTimestamp(text: string): boolean {
  const [, year = '', month = '', day = ''] = RFC_3339.exec(text) ?? [];
  if (year === '' || !(Date.parse(text) >= 0)) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCDate() === Number(day);
}
