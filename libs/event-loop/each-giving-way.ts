import { setImmediate as nextRound } from 'node:timers/promises';

/** What else the process has to do is kept waiting for about as long, and for no longer than one item takes. */
const HELD_FOR_MS = 1;
/** A round of the event loop that takes less had nothing to do that somebody waits for. */
const QUIET_ROUND_MS = 0.25;
/** Where there is never a quiet one, the work goes on all the same, slowly. */
const MAX_ROUNDS = 20;

/**
 * Calls `work` for each item, in their order, and gives way whenever the event loop was held for a millisecond, until
 * that has gone round without finding much to do: for work that may take as long as it likes in a process that has
 * somebody to answer.
 */
export async function eachGivingWay<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let heldSinceMs = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - heldSinceMs < HELD_FOR_MS) continue;
    await giveWay();
    heldSinceMs = performance.now();
  }
}

async function giveWay(): Promise<void> {
  for (let rounds = 0; rounds < MAX_ROUNDS; rounds += 1) {
    const startMs = performance.now();
    await nextRound();
    if (performance.now() - startMs < QUIET_ROUND_MS) return;
  }
}
