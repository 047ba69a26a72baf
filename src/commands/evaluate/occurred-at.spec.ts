import { toRfc3339 } from './occurred-at';

describe('toRfc3339', () => {
  it.each([
    ['1522540831', '2018-04-01T00:00:31.000Z'],
    ['1522540831.25', '2018-04-01T00:00:31.250Z'],
    ['1522540831250', '2018-04-01T00:00:31.250Z'],
    ['99999999999', '5138-11-16T09:46:39.000Z'],
    ['100000000000', '1973-03-03T09:46:40.000Z'],
    ['2018-04-01T00:00:31Z', '2018-04-01T00:00:31.000Z'],
    ['2018-04-01 02:00:31.5+02:00', '2018-04-01T00:00:31.500Z'],
    ['2024-02-29t12:00:00z', '2024-02-29T12:00:00.000Z'],
  ])('reads %s without being told what it is', (text, time) => {
    expect(toRfc3339(text, undefined)).toBe(time);
  });

  it('takes the word of --time over the size of the number', () => {
    expect(toRfc3339('86400', 'unix-ms')).toBe('1970-01-01T00:01:26.400Z');
    expect(toRfc3339('100000000000', 'unix-seconds')).toBe('5138-11-16T09:46:40.000Z');
  });

  it.each([
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-01-01T24:30:00Z', undefined],
    ['2026-01-01T00:00:00', undefined],
    ['2026-01-01', undefined],
    ['yesterday', undefined],
    ['-1', undefined],
    ['1522540831', 'rfc3339'],
    ['2018-04-01T00:00:31Z', 'unix-seconds'],
    ['1522540831.5', 'unix-ms'],
    ['253402300800', 'unix-seconds'],
  ] as const)('refuses %s as %s', (text, format) => {
    expect(() => toRfc3339(text, format)).toThrow(`"${text}" is not a time`);
  });
});
