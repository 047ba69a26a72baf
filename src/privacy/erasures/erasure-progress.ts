import { addCounts, totalOf } from '@libs/erasure/erased-slice';
import type { ErasedCounts, ErasedSlice } from '@libs/erasure/erased-slice';
import { uuidLowerBound } from '@libs/ids/typeid';
import type { Erasure } from './erasure.entity';

/**
 * Enough for whoever is erased while decisions on it go on: each pass is shorter than the one before. What comes behind
 * the last is new.
 */
export const MAX_PASSES = 100;

/** From when a row was made to when it is committed, and from there to when its receiver has answered. */
const SETTLED_AFTER_MS = 300_000;

/**
 * From the end of a tenant's first pass, which shuts it, to its second: longer than other processes keep what they write
 * down of it. A refusal of its last key rests for a minute, a last use for ten seconds, an attempt has a lease of 45.
 */
export const LATE_WRITES_MS = 120_000;

export type ErasurePlace = Pick<Erasure, 'pass' | 'step' | 'cursor' | 'found' | 'counts'>;

/** Where an erasure of so many steps goes on behind a slice. Behind the last step nothing is left but to complete it. */
export function placeBehind(at: ErasurePlace, { counts, next }: ErasedSlice, steps: number): ErasurePlace {
  const found = at.found + totalOf(counts);
  const behind = { pass: at.pass, found, counts: addCounts(at.counts, counts) };
  if (next !== undefined) return { ...behind, step: at.step, cursor: next };
  if (at.step + 1 < steps) return { ...behind, step: at.step + 1, cursor: null };
  if (found > 0 && at.pass + 1 < MAX_PASSES) return { ...againFrom(at), counts: behind.counts };
  return { ...behind, step: steps, cursor: null };
}

/** All steps once more, since something was found behind the last of them. */
export function placeOnceMore(at: ErasurePlace, counts: ErasedCounts): ErasurePlace {
  return { ...againFrom(at), counts: addCounts(at.counts, counts) };
}

function againFrom({ pass, counts }: ErasurePlace): ErasurePlace {
  return { pass: pass + 1, step: 0, cursor: null, found: 0, counts };
}

export function isSamePlace(a: ErasurePlace, b: ErasurePlace): boolean {
  return a.pass === b.pass && a.step === b.step && a.cursor === b.cursor && a.found === b.found;
}

/** What is older than the erasure was seen by its first pass. */
export function startOf({ pass, startedAt }: Erasure): string | undefined {
  if (pass === 0 || startedAt === null) return undefined;
  return uuidLowerBound(startedAt.getTime() - SETTLED_AFTER_MS);
}
