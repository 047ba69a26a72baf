import { uuidLowerBound } from '@libs/ids/typeid';

/**
 * From a transaction's arrival, which its evaluation's id tells, to its commit. It waits for 5 s at most to be begun,
 * and no statement takes longer than 10 s; what is left is for retries, and for clocks of processes that disagree.
 */
const MAX_UNDER_WAY_MS = 120_000;

/** Evaluations with ids below it are committed by now, or never will be. */
export function settledId(nowMs: number): string {
  return uuidLowerBound(nowMs - MAX_UNDER_WAY_MS);
}
