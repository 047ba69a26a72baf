/** How long deliveries are counted for before the count is believed. */
export const PACE_WINDOW_MS = 250;

/** How many deliveries end in a quarter of a second, by the last one that is over. */
export class SendingPace {
  private fromMs: number;
  private ended = 0;
  private pace = 0;

  constructor(nowMs: number) {
    this.fromMs = nowMs;
  }

  count(ended: number): void {
    this.ended += ended;
  }

  at(nowMs: number): number {
    const elapsedMs = nowMs - this.fromMs;
    if (elapsedMs >= PACE_WINDOW_MS) {
      this.pace = (this.ended * PACE_WINDOW_MS) / elapsedMs;
      this.ended = 0;
      this.fromMs = nowMs;
    }
    return this.pace;
  }
}
