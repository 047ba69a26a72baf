/** The amount nearest to where a search began at which something holds. */
export interface AmountBoundary {
  readonly amountMinor: number;
  /** Whether it holds from there to the end of the search. */
  readonly holdsBeyond: boolean;
}

export interface AmountSearch {
  /** Not searched itself. */
  readonly fromMinor: number;
  /** The last amount searched; below `fromMinor` to search downwards. */
  readonly toMinor: number;
  /** Amounts, ascending, from which on it may be otherwise than one minor unit below, whatever the direction. */
  readonly breakpoints: readonly number[];
}

/**
 * Exact if, between one breakpoint and the next, it changes at most once as the amount grows. Asks at both ends of
 * every stretch, and where the answer lies as often as it takes to halve the stretch down.
 */
export function nearestAmount(
  holdsAt: (amountMinor: number) => boolean,
  search: AmountSearch,
): AmountBoundary | undefined {
  const stretches = stretchesOf(search);
  const position = stretches.findIndex(([near, far]) => holdsAt(near) || holdsAt(far));
  const [near, far] = stretches[position] ?? [];
  if (near === undefined || far === undefined) return undefined;
  const beyond = stretches.slice(position + 1).flat();
  return {
    amountMinor: holdsAt(near) ? near : bisect(near, far, holdsAt),
    holdsBeyond: [far, ...beyond].every(holdsAt),
  };
}

/** In the order in which they are met, each from its nearer end to its farther. */
function stretchesOf({ fromMinor, toMinor, breakpoints }: AmountSearch): (readonly [number, number])[] {
  if (fromMinor === toMinor) return [];
  const downwards = toMinor < fromMinor;
  const first = downwards ? toMinor : fromMinor + 1;
  const last = downwards ? fromMinor - 1 : toMinor;
  const starts = [first, ...breakpoints.filter((start) => start > first && start <= last)];
  const ascending = starts.map((start, index) => [start, (starts[index + 1] ?? last + 1) - 1] as const);
  return downwards ? ascending.reverse().map(([low, high]) => [high, low] as const) : ascending;
}

/** Where it begins to hold, on the way from an amount at which it doesn't to one at which it does. */
function bisect(near: number, far: number, holdsAt: (amountMinor: number) => boolean): number {
  let [without, withIt] = [near, far];
  while (Math.abs(withIt - without) > 1) {
    const middle = Math.floor((without + withIt) / 2);
    if (holdsAt(middle)) withIt = middle;
    else without = middle;
  }
  return withIt;
}
