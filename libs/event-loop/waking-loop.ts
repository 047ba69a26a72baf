import { setTimeout as sleep } from 'node:timers/promises';

export interface WakingLoopOptions {
  /** One turn. Returns after how many milliseconds the next one is worth while, if nobody wakes the loop; 0: at once. */
  readonly turn: () => Promise<number>;
  /** The longest that it sleeps. */
  readonly everyMs: number;
  /** From the end of a turn to the next at least: what wakes it meanwhile is done together. */
  readonly gapMs: number;
  /** After a turn that failed. */
  readonly pauseMs: number;
  /** The first failure in a row: what goes on failing is told once. */
  readonly onFailure: (error: unknown) => void;
}

/** Does something again and again, when it is woken and from time to time. A turn that fails doesn't end it. */
export class WakingLoop {
  private isStopping = false;
  private isFailing = false;
  private isWoken = false;
  private awaken: (() => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: WakingLoopOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Something is to be done. While a turn is under way, the next one follows it. */
  wake(): void {
    this.isWoken = true;
    this.awaken?.();
  }

  /** The turn that is under way is the last one. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.isWoken = false;
      await this.rest(await this.turn());
    }
  }

  private async turn(): Promise<number> {
    try {
      const restMs = await this.options.turn();
      this.isFailing = false;
      return restMs;
    } catch (error) {
      if (!this.isFailing) this.options.onFailure(error);
      this.isFailing = true;
      return this.options.pauseMs;
    }
  }

  private async rest(ms: number): Promise<void> {
    const { everyMs, gapMs, pauseMs } = this.options;
    const mayBeWoken = !this.isFailing;
    if (mayBeWoken) await this.sleep(gapMs);
    if (mayBeWoken && this.isWoken) return;
    await this.sleep(mayBeWoken ? Math.min(ms, everyMs) - gapMs : pauseMs, mayBeWoken);
  }

  /** Ends early when the loop stops, and if it may, when it is woken. */
  private async sleep(ms: number, mayBeWoken = false): Promise<void> {
    if (ms <= 0 || this.isStopping) return;
    const ended = new AbortController();
    this.awaken = () => {
      if (mayBeWoken || this.isStopping) ended.abort();
    };
    await sleep(ms, undefined, { ref: false, signal: ended.signal }).catch(() => undefined);
    this.awaken = undefined;
  }
}
