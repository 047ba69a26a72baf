import type { Decision } from '../decision';

/** What a transaction turned out to be, as far as anybody told. */
export type Truth = 'fraud' | 'legitimate' | 'unknown';

/** A recorded decision beside the one that the tried policy makes of the same facts. */
export interface DecidedAgain {
  readonly live: Decision;
  readonly tried: Decision;
  readonly truth: Truth;
  readonly amountMinor: number;
  readonly currency: string;
}

/** Those that are alike in everything but their amounts. */
export interface TallyCell extends Omit<DecidedAgain, 'amountMinor'> {
  readonly count: number;
  /** Exact up to 2^53, and rounded to a double beyond. */
  readonly amountMinor: number;
  readonly squares: number;
}

/** A tally as it is kept. */
export interface KeptTally {
  readonly erased: number;
  readonly cells: readonly (readonly [
    ...[live: Decision, tried: Decision, truth: Truth, currency: string],
    ...[count: number, amountMinor: number, squares: number],
  ])[];
}

/**
 * All that a backtest's result is made of, however many decisions it saw: their number and amounts, by what was
 * decided, what would have been, what was true, and the currency. Kept, read and gone on with, it comes to the same.
 */
export class BacktestTally {
  private readonly byKind = new Map<string, Mutable<TallyCell>>();
  private erasedCount = 0;

  static read({ erased, cells }: KeptTally): BacktestTally {
    const tally = new BacktestTally();
    tally.erasedCount = erased;
    for (const [live, tried, truth, currency, count, amountMinor, squares] of cells) {
      const cell = { live, tried, truth, currency, count, amountMinor, squares };
      tally.byKind.set(kindOf(cell), cell);
    }
    return tally;
  }

  keep(): KeptTally {
    const cells = this.cells.map(
      ({ live, tried, truth, currency, count, amountMinor, squares }) =>
        [live, tried, truth, currency, count, amountMinor, squares] as const,
    );
    return { erased: this.erasedCount, cells };
  }

  add(decided: DecidedAgain): void {
    const cell = this.cellOf(decided);
    cell.count += 1;
    cell.amountMinor += decided.amountMinor;
    cell.squares += decided.amountMinor ** 2;
  }

  /** Those whose facts are gone: they can't be decided again. */
  addErased(count: number): void {
    this.erasedCount += count;
  }

  get erased(): number {
    return this.erasedCount;
  }

  get cells(): readonly TallyCell[] {
    return [...this.byKind.values()];
  }

  private cellOf({ live, tried, truth, currency }: DecidedAgain): Mutable<TallyCell> {
    const kind = kindOf({ live, tried, truth, currency });
    const known = this.byKind.get(kind);
    if (known !== undefined) return known;
    const cell = { live, tried, truth, currency, count: 0, amountMinor: 0, squares: 0 };
    this.byKind.set(kind, cell);
    return cell;
  }
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

function kindOf({ live, tried, truth, currency }: Omit<DecidedAgain, 'amountMinor'>): string {
  return `${live} ${tried} ${truth} ${currency}`;
}
