import { Injectable } from '@nestjs/common';
import { jobName } from './delivery-job';
import type { DeliveryJob } from './delivery-job';
import type { LoadedDelivery } from './loaded-delivery';

/** A job that waits for longer asks the database again: its endpoint may be another by then, or its payload erased. */
const FRESH_MS = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;
/** Of what is kept besides the payload, about. */
const REST_BYTES = 1_024;

interface Kept {
  readonly delivery: LoadedDelivery;
  readonly bytes: number;
  readonly untilMs: number;
}

/** What this process read when it claimed, for a moment: a job that comes back to it needs nothing from the database. */
@Injectable()
export class DeliveriesAtHand {
  /** The oldest first. */
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;
  private forgetting: NodeJS.Timeout | undefined;

  get size(): number {
    return this.kept.size;
  }

  /** As much as there is room for. */
  put(deliveries: readonly LoadedDelivery[], nowMs: number): void {
    this.forget(nowMs);
    for (const delivery of deliveries) {
      const bytes = REST_BYTES + (delivery.event?.data.length ?? 0);
      if (this.bytes + bytes > MOST_BYTES) break;
      this.bytes += bytes;
      this.kept.set(jobName(delivery), { delivery, bytes, untilMs: nowMs + FRESH_MS });
    }
    this.forgetLater();
  }

  /** Once: whoever comes with the same job again has to ask. */
  take(job: DeliveryJob, nowMs: number): LoadedDelivery | undefined {
    const name = jobName(job);
    const kept = this.kept.get(name);
    if (kept === undefined) return undefined;
    this.remove(name, kept);
    return kept.untilMs > nowMs ? kept.delivery : undefined;
  }

  private forget(nowMs: number): void {
    for (const [name, kept] of this.kept) {
      if (kept.untilMs > nowMs) return;
      this.remove(name, kept);
    }
  }

  private remove(name: string, { bytes }: Kept): void {
    this.kept.delete(name);
    this.bytes -= bytes;
  }

  /** Payloads don't lie about where nothing more is claimed. */
  private forgetLater(): void {
    if (this.kept.size === 0) return;
    this.forgetting ??= setTimeout(() => {
      this.forgetting = undefined;
      this.forget(performance.now());
      this.forgetLater();
    }, FRESH_MS).unref();
  }
}
