import { Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { NIL_UUID } from '@libs/ids/typeid';
import { KeyRing } from '@libs/secrets/key-ring';
import { FailoverLimiter } from './failover-limiter';
import { LocalLimiter } from './local-limiter';
import { RateLimiter } from './rate-limiter';

/** Derived, so that every process has the same: names in Redis are made with it, and no row keeps it. */
const NAMES = { purpose: 'rate-limit-names', tenantId: NIL_UUID, owner: NIL_UUID, version: 1 };
const NO_SALT = Buffer.alloc(32);

/** Counts in Redis where there is one, in the process otherwise. */
@Module({
  providers: [
    {
      provide: RateLimiter,
      inject: [SETTINGS, Clock, KeyRing],
      useFactory: ({ redisUrl }: Settings, clock: Clock, keyRing: KeyRing) => {
        const local = new LocalLimiter(clock);
        if (redisUrl === undefined) return local;
        return FailoverLimiter.start(redisUrl, local, keyRing.create(NAMES, NO_SALT).secret);
      },
    },
  ],
  exports: [RateLimiter],
})
export class RateLimitModule implements OnApplicationShutdown {
  constructor(@Inject(RateLimiter) private readonly limiter: RateLimiter) {}

  /** After the last request was answered. */
  onApplicationShutdown(): void {
    if (this.limiter instanceof FailoverLimiter) this.limiter.close();
  }
}
