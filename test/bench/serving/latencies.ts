import { percentile } from '../engine/timing';

export interface Pace {
  readonly rps: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
  /** Answered, but with another status than 2xx. */
  readonly failed: number;
}

/** How long the answers took that came from one moment to another. */
export class Latencies {
  private readonly takenMs: number[] = [];
  private failed = 0;
  private readonly startedMs = performance.now();

  add(takenMs: number, status: number): void {
    this.takenMs.push(takenMs);
    if (status < 200 || status > 299) this.failed += 1;
  }

  /** Until now. */
  pace(): Pace {
    const seconds = (performance.now() - this.startedMs) / 1_000;
    const ascending = Float64Array.from(this.takenMs).sort();
    const at = (share: number): number => rounded(percentile(ascending, share));
    return {
      rps: rounded(ascending.length / seconds),
      ...{ p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) },
      requests: ascending.length,
      failed: this.failed,
    };
  }
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
