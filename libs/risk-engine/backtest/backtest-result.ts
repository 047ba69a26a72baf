import type { Interval } from '../../detection-metrics/interval';
import { sumInterval } from '../../detection-metrics/sum-interval';
import { wilsonInterval } from '../../detection-metrics/wilson-interval';
import type { Decision } from '../decision';
import type { BacktestTally, TallyCell } from './backtest-tally';

/** What a policy would have made of recorded decisions, beside what was made of them. */
export interface BacktestResult {
  readonly decided: number;
  /** Left out, since their facts are gone. */
  readonly erased: number;
  readonly days: number;
  /** Those that would have been decided otherwise: the most frequent change first. */
  readonly changed: readonly Change[];
  readonly known: { readonly fraud: number; readonly legitimate: number };
  readonly tried: Performance;
  readonly live: Performance;
}

export interface Change {
  readonly from: Decision;
  readonly to: Decision;
  readonly count: number;
}

/** How well decisions tell fraud from what is legitimate. An alert is a review or a block. */
export interface Performance {
  readonly alertsPerDay: number;
  /** Of the alerts that turned out to be something, the share that was fraud; undefined if there are none. */
  readonly precision: Share | undefined;
  /** Of the frauds, the share that was an alert; undefined if none is known. */
  readonly recall: Share | undefined;
  /** Frauds that were not simply let through; for each currency that a fraud is known in. */
  readonly amountSaved: readonly Amount[];
  /** What is legitimate and was blocked; for each currency that something legitimate is known in. */
  readonly amountWronglyBlocked: readonly Amount[];
}

export interface Share extends Interval {
  readonly part: number;
  readonly whole: number;
}

export interface Amount extends Interval {
  readonly currency: string;
  readonly count: number;
  readonly amountMinor: number;
}

/** `days`: how long the decisions of the tally took to come. */
export function backtestResult({ cells, erased }: BacktestTally, days: number): BacktestResult {
  return {
    decided: countOf(cells),
    erased,
    days,
    changed: changesIn(cells),
    known: { fraud: countOf(cells.filter(isFraud)), legitimate: countOf(cells.filter(isLegitimate)) },
    tried: performanceOf(cells, ({ tried }) => tried, days),
    live: performanceOf(cells, ({ live }) => live, days),
  };
}

function changesIn(cells: readonly TallyCell[]): Change[] {
  const changes = DECISIONS.flatMap((from) =>
    DECISIONS.filter((to) => to !== from).map((to) => ({
      from,
      to,
      count: countOf(cells.filter(({ live, tried }) => live === from && tried === to)),
    })),
  );
  return changes.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

const DECISIONS: readonly Decision[] = ['allow', 'review', 'block'];

function performanceOf(
  cells: readonly TallyCell[],
  decisionIn: (cell: TallyCell) => Decision,
  days: number,
): Performance {
  const isAlert = (cell: TallyCell): boolean => decisionIn(cell) !== 'allow';
  const isBlocked = (cell: TallyCell): boolean => decisionIn(cell) === 'block';
  const frauds = cells.filter(isFraud);
  const legitimates = cells.filter(isLegitimate);
  const found = countOf(frauds.filter(isAlert));
  return {
    alertsPerDay: countOf(cells.filter(isAlert)) / days,
    precision: shareOf(found, found + countOf(legitimates.filter(isAlert))),
    recall: shareOf(found, countOf(frauds)),
    amountSaved: amountsOf(frauds, isAlert),
    amountWronglyBlocked: amountsOf(legitimates, isBlocked),
  };
}

function shareOf(part: number, whole: number): Share | undefined {
  const interval = wilsonInterval(part, whole);
  return interval && { part, whole, ...interval };
}

function amountsOf(cells: readonly TallyCell[], isCounted: (cell: TallyCell) => boolean): Amount[] {
  const currencies = [...new Set(cells.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const counted = cells.filter((cell) => cell.currency === currency && isCounted(cell));
    const amountMinor = sumOf(counted, (cell) => cell.amountMinor);
    const squares = sumOf(counted, (cell) => cell.squares);
    return { currency, count: countOf(counted), amountMinor, ...sumInterval(amountMinor, squares) };
  });
}

function countOf(cells: readonly TallyCell[]): number {
  return sumOf(cells, ({ count }) => count);
}

function sumOf(cells: readonly TallyCell[], numberIn: (cell: TallyCell) => number): number {
  return cells.reduce((sum, cell) => sum + numberIn(cell), 0);
}

function isFraud({ truth }: TallyCell): boolean {
  return truth === 'fraud';
}

function isLegitimate({ truth }: TallyCell): boolean {
  return truth === 'legitimate';
}
