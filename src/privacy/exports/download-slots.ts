import { Injectable } from '@nestjs/common';
import { tooManyDownloads } from './export.problems';

/** In this process, so that one tenant's slow readers hold no more than some MiB of it. */
const MAX_OF_A_TENANT = 2;
const MAX_OF_ALL = 20;
const RETRY_AFTER_SECONDS = 5;

/** How many archives are sent at a time. */
@Injectable()
export class DownloadSlots {
  private readonly taken = new Map<string, number>();
  private all = 0;

  /** Returns what gives the slot back, once. Throws a Problem of 429. */
  take(tenantId: string): () => void {
    const own = this.taken.get(tenantId) ?? 0;
    if (own >= MAX_OF_A_TENANT || this.all >= MAX_OF_ALL)
      throw tooManyDownloads(MAX_OF_A_TENANT, RETRY_AFTER_SECONDS);
    this.add(tenantId, 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.add(tenantId, -1);
      isHeld = false;
    };
  }

  private add(tenantId: string, count: number): void {
    const own = (this.taken.get(tenantId) ?? 0) + count;
    this.all += count;
    if (own === 0) this.taken.delete(tenantId);
    else this.taken.set(tenantId, own);
  }
}
