import { setImmediate as nextRound } from 'node:timers/promises';

/** What else the process has to do is kept waiting for about as long, and for no longer than one item takes. */
const HELD_FOR_MS = 1;

/**
 * Calls `work` for each item, in their order, and lets the event loop go round whenever it was held for a millisecond:
 * for work that may take as long as it likes in a process that has somebody to answer.
 */
export async function eachGivingWay<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let heldSinceMs = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - heldSinceMs < HELD_FOR_MS) continue;
    await nextRound();
    heldSinceMs = performance.now();
  }
}
