import { parseGenerateOptions } from './generate-options';

const good = ['--customers', '10', '--terminals', '20', '--days', '3', '--seed', '4'];

describe('the options of generate', () => {
  it('say what to make', () => {
    expect(parseGenerateOptions([...good, '--start', '2026-02-28', '--out', 'a.csv'])).toEqual({
      simulation: { customers: 10, terminals: 20, days: 3, seed: 4, startSeconds: 1_772_236_800 },
      outPath: 'a.csv',
    });
  });

  it('begin on a fixed day, so that the same command makes the same file next year', () => {
    expect(parseGenerateOptions(good)).toMatchObject({ simulation: { startSeconds: 1_735_689_600 } });
  });

  it.each([
    [[], '--customers is missing'],
    [good.slice(0, 6), '--seed is missing'],
    [[...good, '--days', '0'], '--days takes a whole number from 1 to 3660, not "0".'],
    [[...good, '--seed', '4294967296'], '--seed takes'],
    [[...good, '--customers', '1e3'], '--customers takes'],
    [[...good, '--customers', '1000000', '--terminals', '1001'], '--customers times --terminals'],
    [[...good, '--start', '2026-02-29'], '--start takes a day'],
    [[...good, '--start', '2026-2-1'], '--start takes a day'],
    [[...good, '--start', '1969-12-31'], '--start takes a day'],
    [[...good, 'extra'], "Unexpected argument 'extra'."],
  ])('%j: %s', (argv, message) => {
    expect(() => parseGenerateOptions(argv)).toThrow(message);
  });
});
