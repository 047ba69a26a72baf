import type { Quota, Verdict } from './rate-limiter';

/** A window slides in so many steps: what was used at one moment is free again after a window, less a step at most. */
export const CELLS = 100;

/**
 * What was used of one quota, in cells of a hundredth of the window, and what is owed. Whatever leaves the window is
 * free again, for what is owed first: as if that had waited in line. `takeScript` is the same for Redis: whoever changes
 * one changes the other.
 */
export class SlidingWindow {
  private readonly cells = new Map<number, number>();
  /** In all cells together. */
  private used = 0;
  private owed = 0;
  private cell = -Infinity;
  /** In between there is no room, whatever happens. */
  private full = { sinceMs: Infinity, untilMs: -Infinity };

  take(quota: Quota, nowMs: number): Verdict {
    if (nowMs >= this.full.sinceMs && nowMs < this.full.untilMs) return refused(this.full.untilMs - nowMs);
    this.slide(quota, nowMs);
    if (this.owed === 0 && this.used < quota.max) return this.add(quota, 1);
    this.full = { sinceMs: nowMs, untilMs: this.roomAtMs(quota) };
    return refused(this.full.untilMs - nowMs);
  }

  owe(quota: Quota, cost: number, nowMs: number): Verdict {
    this.full = { sinceMs: Infinity, untilMs: -Infinity };
    this.slide(quota, nowMs);
    return this.add(quota, cost);
  }

  private add({ max, windowMs }: Quota, cost: number): Verdict {
    const now = Math.min(cost, Math.max(0, max - this.used));
    this.put(this.cell, now);
    this.owed += cost - now;
    const remaining = this.owed > 0 ? 0 : Math.max(0, max - this.used);
    return { isAdmitted: true, remaining, resetMs: windowMs * (1 + Math.ceil(this.owed / max)) };
  }

  private put(cell: number, count: number): void {
    if (count === 0) return;
    this.cells.set(cell, (this.cells.get(cell) ?? 0) + count);
    this.used += count;
  }

  private slide({ windowMs }: Quota, nowMs: number): void {
    const now = Math.floor((nowMs * CELLS) / windowMs);
    if (now === this.cell) return;
    this.cell = now;
    // A clock that was set back leaves cells of the future behind: a window at most is forgiven.
    for (const [cell] of this.inOrder()) if (cell > now) this.free(cell, now);
    this.payWholeWindows(now);
    const queue = this.inOrder().map(([cell]) => cell);
    for (const cell of queue) {
      if (cell > now - CELLS) return;
      if (this.free(cell, cell + CELLS) > 0) queue.push(cell + CELLS);
    }
  }

  /** What is owed takes at once what gets free, and is used from then on. Says how much that is. */
  private free(cell: number, freeAt: number): number {
    const count = this.cells.get(cell) ?? 0;
    const taken = Math.min(count, this.owed);
    this.cells.delete(cell);
    this.used -= count;
    this.owed -= taken;
    this.put(freeAt, taken);
    return taken;
  }

  /** Windows that went by for what was owed alone leave everything as it was, but later. */
  private payWholeWindows(now: number): void {
    const cells = this.inOrder();
    const [newest = now] = cells.at(-1) ?? [];
    const windows = Math.min(
      Math.floor(this.owed / Math.max(1, this.used)),
      Math.floor((now - newest) / CELLS),
    );
    if (windows <= 0) return;
    this.owed -= windows * this.used;
    this.cells.clear();
    for (const [cell, count] of cells) this.cells.set(cell + windows * CELLS, count);
  }

  /** Each window frees all that is used, cell after cell, until what is owed is paid and one is free. */
  private roomAtMs({ max, windowMs }: Quota): number {
    const needed = this.owed + this.used - max + 1;
    const windows = Math.ceil(needed / this.used);
    let inLast = needed - (windows - 1) * this.used;
    for (const [cell, count] of this.inOrder()) {
      inLast -= count;
      if (inLast <= 0) return ((cell + windows * CELLS) * windowMs) / CELLS;
    }
    throw new Error('what is used is in the cells');
  }

  private inOrder(): [cell: number, count: number][] {
    return [...this.cells].sort(([a], [b]) => a - b);
  }
}

/** The verdict where there is no room for so long. */
export function refused(resetMs: number): Verdict {
  return { isAdmitted: false, remaining: 0, resetMs };
}
