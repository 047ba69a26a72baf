import { parseEvaluateOptions } from './evaluate-options';

describe('the options of evaluate', () => {
  it('need a file and nothing else', () => {
    expect(parseEvaluateOptions(['rows.csv'])).toEqual({
      path: 'rows.csv',
      url: undefined,
      key: undefined,
      map: [],
      amountUnit: undefined,
      currency: 'EUR',
      time: undefined,
      concurrency: 32,
      limit: Infinity,
      skip: 0,
      outPath: undefined,
      json: false,
    });
  });

  it('take standard input, and --map as often as one likes', () => {
    expect(parseEvaluateOptions(['-', '--map', 'a=b,c:=d', '--map', 'e=f'])).toMatchObject({
      path: '-',
      map: ['a=b', 'c:=d', 'e=f'],
    });
  });

  it.each([
    [[], 'Name one file'],
    [['a', 'b'], 'Name one file'],
    [['a', '--concurrency', '0'], '--concurrency takes a whole number from 1 to 256, not "0".'],
    [['a', '--concurrency', '257'], '--concurrency takes'],
    [['a', '--limit', '0'], '--limit takes'],
    [['a', '--skip', '1.5'], '--skip takes'],
    [['a', '--amount-unit', 'cents'], '--amount-unit takes major or minor, not "cents".'],
    [['a', '--time', 'noon'], '--time takes unix-seconds or unix-ms or rfc3339'],
    [['a', '--currency', 'eur'], '--currency takes a code of ISO 4217'],
    [['a', '--url', 'localhost:3000'], '--url takes an address'],
    [['a', '--frobnicate'], "Unknown option '--frobnicate'."],
    [['a', '--url'], "Option '--url <value>' argument missing."],
  ])('%j: %s', (argv, message) => {
    expect(() => parseEvaluateOptions(argv)).toThrow(message);
  });

  it('explain themselves whatever else is there', () => {
    expect(parseEvaluateOptions(['--help'])).toBe('help');
  });
});
