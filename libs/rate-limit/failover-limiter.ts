import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { LocalLimiter } from './local-limiter';
import { RateLimiter } from './rate-limiter';
import type { Answer, Quota, Verdict } from './rate-limiter';
import { RedisLimiter } from './redis-limiter';

/** What a Redis that hangs may add to a request, once: who comes after does not ask it. */
const TIMEOUT_MS = 50;
const PROBE_EVERY_MS = 250;
const CONNECT_TIMEOUT_MS = 1_000;
const SILENCE_MS = 2_000;
const SLOWEST_RECONNECT_MS = 500;
const PROBE: readonly [key: string, quota: Quota] = ['probe', { max: 1_000_000, windowMs: 1_000 }];

/**
 * Asks Redis, and this process's own counts while Redis is away: each process then admits the whole quota. It looks
 * four times a second whether Redis is back. Both are told in the log, once each.
 */
export class FailoverLimiter extends RateLimiter {
  private readonly logger = new Logger('RateLimit');
  private readonly shared: RedisLimiter;
  private isAway = true;
  private probing: NodeJS.Timeout | undefined;

  private constructor(
    private readonly redis: Redis,
    private readonly local: LocalLimiter,
    nameKey: Buffer,
  ) {
    super();
    this.shared = new RedisLimiter(redis, nameKey);
  }

  /** Waits for Redis a second at most: without it there is an API all the same. */
  static async start(url: string, local: LocalLimiter, nameKey: Buffer): Promise<FailoverLimiter> {
    const redis = new Redis(url, {
      connectionName: 'trustflow-limits',
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      retryStrategy: (times) => Math.min(times * 50, SLOWEST_RECONNECT_MS),
    });
    // Whoever asks is told; without a listener it would be printed.
    redis.on('error', () => undefined);
    const limiter = new FailoverLimiter(redis, local, nameKey);
    await Promise.race([once(redis, 'ready').catch(() => undefined), sleep(CONNECT_TIMEOUT_MS, undefined)]);
    await limiter.probe().catch((error: unknown) => {
      limiter.leave(error);
    });
    return limiter;
  }

  override take(key: string, quota: Quota): Answer {
    if (this.isAway) return this.local.take(key, quota);
    return (
      this.shared.knownRefusal(key) ??
      this.orLocal(this.shared.take(key, quota), () => this.local.take(key, quota))
    );
  }

  override owe(key: string, quota: Quota, cost: number): Answer {
    if (this.isAway) return this.local.owe(key, quota, cost);
    return this.orLocal(this.shared.owe(key, quota, cost), () => this.local.owe(key, quota, cost));
  }

  close(): void {
    clearInterval(this.probing);
    this.redis.disconnect();
  }

  private async orLocal(asked: Promise<Verdict>, local: () => Verdict): Promise<Verdict> {
    try {
      return await inTime(asked);
    } catch (error) {
      if (!this.isAway) this.leave(error);
      return local();
    }
  }

  private leave(error: unknown): void {
    this.isAway = true;
    this.shared.forgetRefusals();
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn({ message: 'Redis is away: limits are kept in this process', reason });
    this.probing = setInterval(() => {
      this.probe().catch(() => undefined);
    }, PROBE_EVERY_MS).unref();
  }

  /** Asks what requests ask: a Redis that answers a PING may still refuse to write. */
  private async probe(): Promise<void> {
    await inTime(this.shared.take(...PROBE));
    this.isAway = false;
    if (this.probing === undefined) return;
    clearInterval(this.probing);
    this.probing = undefined;
    this.logger.log({ message: 'Redis is back: limits are shared again' });
  }
}

function inTime<T>(asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // After an event loop that stood still the answer may be waiting to be read, which comes before this.
      setImmediate(() => {
        reject(new Error(`no answer within ${TIMEOUT_MS} ms`));
      });
    }, TIMEOUT_MS);
    asked.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
