const NEW_AGAIN_AFTER_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** Which downloads this process has told of within the last minute. What is forgotten early is told of once more. */
export class RecentDownloads {
  private readonly toldAtMs = new Map<string, number>();

  /** Remembers it where it is. */
  isNew(name: string, nowMs: number): boolean {
    const toldAtMs = this.toldAtMs.get(name);
    if (toldAtMs !== undefined && nowMs - toldAtMs < NEW_AGAIN_AFTER_MS) return false;
    // Behind all others, so that the first is the oldest.
    this.toldAtMs.delete(name);
    this.toldAtMs.set(name, nowMs);
    const [oldest] = this.toldAtMs.keys();
    if (this.toldAtMs.size > MAX_REMEMBERED && oldest !== undefined) this.toldAtMs.delete(oldest);
    return true;
  }
}
