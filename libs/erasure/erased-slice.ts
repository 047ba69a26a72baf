/** How many of each kind of thing were erased. */
export type ErasedCounts = Readonly<Record<string, number>>;

/** What one slice of an erasure did, in one transaction. */
export interface ErasedSlice {
  readonly counts: ErasedCounts;
  /** Where the next slice goes on; undefined behind the last. */
  readonly next: string | undefined;
}

/** Rows that one slice changes at most. */
export const SLICE_ROWS = 500;
/** Rows that one slice looks through at most. */
export const SCANNED_ROWS = 2_000;

/** Without what is zero. */
export function addCounts(before: ErasedCounts, more: ErasedCounts): ErasedCounts {
  const sum: Record<string, number> = { ...before };
  for (const [name, count] of Object.entries(more)) {
    if (count > 0) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

export function totalOf(counts: ErasedCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/**
 * The part of a page that one slice changes, and where the next one goes on: behind the last row that it changed where
 * there are too many, else behind the page. `page` is in the order of `placeOf`.
 */
export function sliceOf<Row>(
  page: readonly Row[],
  isHit: (row: Row) => boolean,
  placeOf: (row: Row) => string,
): { readonly hits: readonly Row[]; readonly next: string | undefined } {
  const hits = page.filter(isHit);
  const taken = hits.slice(0, SLICE_ROWS);
  const lastTaken = taken.at(-1);
  if (taken.length < hits.length && lastTaken !== undefined) {
    return { hits: taken, next: placeOf(lastTaken) };
  }
  const last = page.length < SCANNED_ROWS ? undefined : page.at(-1);
  return { hits: taken, next: last && placeOf(last) };
}
