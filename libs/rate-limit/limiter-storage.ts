import type { ThrottlerStorage } from '@nestjs/throttler';
import type { RateLimiter } from './rate-limiter';

type Counted = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** The limiter as the storage of @nestjs/throttler. Nobody is blocked for longer than there is no room. */
export class LimiterStorage implements ThrottlerStorage {
  constructor(private readonly limiter: RateLimiter) {}

  async increment(key: string, windowMs: number, max: number): Promise<Counted> {
    const { isAdmitted, remaining, resetMs } = await this.limiter.take(key, { max, windowMs });
    const resetSeconds = Math.max(1, Math.ceil(resetMs / 1_000));
    return {
      totalHits: max - remaining + (isAdmitted ? 0 : 1),
      timeToExpire: resetSeconds,
      isBlocked: !isAdmitted,
      timeToBlockExpire: isAdmitted ? 0 : resetSeconds,
    };
  }
}
