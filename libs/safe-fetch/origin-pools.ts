import { Pool } from 'undici';
import type { buildConnector } from 'undici';
import type { SafeFetchLimits } from './limits';

interface AgingPool {
  readonly pool: Pool;
  readonly madeAtMs: number;
}

/** Connections kept for the next request, of a bounded number of origins. */
export class OriginPools {
  private readonly pools = new Map<string, AgingPool>();

  constructor(
    private readonly connect: buildConnector.connector,
    private readonly limits: SafeFetchLimits,
  ) {}

  get size(): number {
    return this.pools.size;
  }

  of(origin: string): Pool {
    const kept = this.pools.get(origin);
    // Not by undici's own `clientTtl`: it asks every connection that is busy for its age, at every request.
    const isOld = kept !== undefined && performance.now() - kept.madeAtMs > this.limits.connectionAgeMs;
    if (isOld) void kept.pool.close();
    const current = kept === undefined || isOld ? this.make(origin) : kept;
    // The map is in the order of use: the first is the one used longest ago.
    this.pools.delete(origin);
    this.pools.set(origin, current);
    if (this.pools.size > this.limits.origins) this.dropFirst();
    return current.pool;
  }

  /** Requests under way are finished. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map(({ pool }) => pool.close()));
  }

  private make(origin: string): AgingPool {
    const { limits } = this;
    const pool = new Pool(origin, {
      connect: this.connect,
      connections: limits.connectionsPerOrigin,
      pipelining: 1,
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.totalMs,
      keepAliveTimeout: limits.idleMs,
      keepAliveMaxTimeout: limits.idleMs,
    });
    return { pool, madeAtMs: performance.now() };
  }

  private dropFirst(): void {
    for (const [origin, { pool }] of this.pools) {
      this.pools.delete(origin);
      void pool.close();
      return;
    }
  }
}
