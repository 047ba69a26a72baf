import { Inject, Injectable } from '@nestjs/common';
import { RateLimiter } from '@libs/rate-limit/rate-limiter';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { ThrottlerOptions } from '@nestjs/throttler';

export type LimitName = 'ip' | 'tenant' | 'signup';
/** One of the limits that AuthModule declares. */
export type Limit = ThrottlerOptions & { readonly name: LimitName };

/** Holds one of the declared limits. Nest's own would hold all of them, each for every route apart. */
@Injectable()
export abstract class LimitGuard extends ThrottlerGuard {
  @Inject(RateLimiter) protected readonly limiter!: RateLimiter;
  protected abstract readonly limitName: LimitName;

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    this.throttlers = this.throttlers.filter(({ name }) => name === this.limitName);
    if (this.throttlers.length !== 1) throw new Error(`there is no limit "${this.limitName}"`);
  }
}
