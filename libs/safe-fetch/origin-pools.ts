import { Pool } from 'undici';
import type { buildConnector } from 'undici';
import type { SafeFetchLimits } from './limits';

/** Connections kept for the next request, of a bounded number of origins. */
export class OriginPools {
  private readonly pools = new Map<string, Pool>();

  constructor(
    private readonly connect: buildConnector.connector,
    private readonly limits: SafeFetchLimits,
  ) {}

  get size(): number {
    return this.pools.size;
  }

  of(origin: string): Pool {
    const pool = this.pools.get(origin) ?? this.make(origin);
    // The map is in the order of use: the first is the one used longest ago.
    this.pools.delete(origin);
    this.pools.set(origin, pool);
    if (this.pools.size > this.limits.origins) this.dropFirst();
    return pool;
  }

  /** Requests under way are finished. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }

  private make(origin: string): Pool {
    const { limits } = this;
    return new Pool(origin, {
      connect: this.connect,
      connections: limits.connectionsPerOrigin,
      clientTtl: limits.connectionAgeMs,
      pipelining: 1,
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.totalMs,
      keepAliveTimeout: limits.idleMs,
      keepAliveMaxTimeout: limits.idleMs,
    });
  }

  private dropFirst(): void {
    for (const [origin, pool] of this.pools) {
      this.pools.delete(origin);
      void pool.close();
      return;
    }
  }
}
