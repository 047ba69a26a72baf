import { eventTime, nextReportAt, reportableHours } from './reportable-hours';

const at = (text: string): Date => new Date(text);
const LONG_AGO = at('2026-01-01T00:00:00Z');
const STRIPE_TAKES_MS = 35 * 86_400_000;

describe('the hours that Stripe may be told of', () => {
  it.each([
    ['ends with an hour that is over for a minute', '2026-12-10T11:01:00.000Z', '2026-12-10T11:00:00Z'],
    ['not with one that was over just now', '2026-12-10T11:00:59.999Z', '2026-12-10T10:00:00Z'],
  ])('%s', (_, now, to) => {
    expect(reportableHours(LONG_AGO, at(now)).to).toEqual(at(to));
  });

  it('begins with the first subscription', () => {
    const billedFrom = at('2026-12-09T10:00:00Z');
    expect(reportableHours(billedFrom, at('2026-12-10T11:30:00Z')).from).toEqual(billedFrom);
  });

  it('has no hour that is too old for Stripe, whenever it is asked, and none but the last two left out', () => {
    for (const now of ['2026-12-10T11:00:00.000Z', '2026-12-10T11:59:59.999Z']) {
      const { from } = reportableHours(LONG_AGO, at(now));
      const ageMs = at(now).getTime() - eventTime(from).getTime();
      expect(ageMs).toBeLessThan(STRIPE_TAKES_MS - 3_600_000);
      expect(ageMs).toBeGreaterThan(STRIPE_TAKES_MS - 4 * 3_600_000);
    }
  });

  it('grow a minute after the end of the one that runs', () => {
    const next = nextReportAt(at('2026-12-10T11:30:00Z'));
    expect(next).toEqual(at('2026-12-10T12:01:00Z'));
    expect(reportableHours(LONG_AGO, next).to).toEqual(at('2026-12-10T12:00:00Z'));
  });
});
