/** One transaction, as a spreadsheet would have it. */
export interface PlainRow {
  readonly amount: number;
  readonly currency: string;
  readonly live: string;
  readonly tried: string;
  readonly told: 'fraud' | 'legitimate' | undefined;
}

/** What docs/backtests.md says of the figures, written down once more and without a line of the product. */
export function plainBacktest(rows: readonly PlainRow[], days: number): Record<string, unknown> {
  const frauds = rows.filter(({ told }) => told === 'fraud');
  const legitimates = rows.filter(({ told }) => told === 'legitimate');
  const figures = (decisionOf: (row: PlainRow) => string): Record<string, unknown> => {
    const alerts = rows.filter((row) => decisionOf(row) !== 'allow');
    const caught = frauds.filter((row) => decisionOf(row) !== 'allow');
    const toldAlerts = alerts.filter(({ told }) => told !== undefined);
    const blocked = legitimates.filter((row) => decisionOf(row) === 'block');
    return {
      alertsPerDay: round(alerts.length / days, 100),
      precision: share(caught.length, toldAlerts.length),
      recall: share(caught.length, frauds.length),
      amountSaved: amounts(frauds, caught),
      amountWronglyBlocked: amounts(legitimates, blocked),
    };
  };
  return {
    decided: rows.length,
    erased: 0,
    days,
    changed: changes(rows),
    known: { fraud: frauds.length, legitimate: legitimates.length },
    ...figures(({ tried }) => tried),
    live: figures(({ live }) => live),
  };
}

function changes(rows: readonly PlainRow[]): object[] {
  const decisions = ['allow', 'review', 'block'];
  return decisions
    .flatMap((from) => decisions.map((to) => [from, to] as const))
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => {
      return { from, to, count: rows.filter(({ live, tried }) => live === from && tried === to).length };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

function share(part: number, n: number): object | null {
  if (n === 0) return null;
  const z = 1.959963984540054;
  const p = part / n;
  const middle = p + z ** 2 / (2 * n);
  const reach = z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  const [low, high] = [middle - reach, middle + reach].map((end) => round(end / (1 + z ** 2 / n), 10_000));
  return { value: round(p, 10_000), low, high, part, whole: n };
}

function amounts(known: readonly PlainRow[], counted: readonly PlainRow[]): object[] {
  return [...new Set(known.map(({ currency }) => currency))].sort().map((currency) => {
    const own = counted.filter((row) => row.currency === currency).map(({ amount }) => amount);
    const sum = own.reduce((total, amount) => total + amount, 0);
    const reach = 1.959963984540054 * Math.sqrt(own.reduce((total, amount) => total + amount * amount, 0));
    return {
      currency,
      amount: sum,
      low: Math.floor(Math.max(0, sum - reach)),
      high: Math.ceil(sum + reach),
      count: own.length,
    };
  });
}

function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
