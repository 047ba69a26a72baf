import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { Problem } from '@libs/http/problem';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import { rateLimited } from '@libs/rate-limit/rate-limit-headers';
import { RateLimiter } from '@libs/rate-limit/rate-limiter';
import type { Quota } from '@libs/rate-limit/rate-limiter';
import { Recent } from '@libs/rate-limit/recent';
import { refused } from '@libs/rate-limit/sliding-window';

const MINUTE_MS = 60_000;
const MAX_HELD_OFF = 10_000;

/**
 * Failed authentications by address: nobody gets to try many keys. They are counted only when they failed, so that
 * whoever comes with right keys pays nothing, and an address is all that is ever held off: no key and no tenant is.
 */
@Injectable()
export class FailedAuthentications {
  private readonly quota: Quota;
  private readonly heldOffUntilMs = new Recent<number>(MAX_HELD_OFF);

  constructor(
    private readonly limiter: RateLimiter,
    private readonly clock: Clock,
    @Inject(SETTINGS) { requestLimits }: Settings,
  ) {
    this.quota = { max: requestLimits.failedAuthenticationsPerMinute, windowMs: MINUTE_MS };
  }

  isHeldOff(address: string): boolean {
    return this.leftMs(address) > 0;
  }

  /** The problem of 429 for an address that is. */
  heldOff(address: string): Problem {
    return tooMany(this.leftMs(address));
  }

  /** Throws `error`, or a problem of 429 if it was one failure too many. What is no failure to authenticate is not counted. */
  async count(address: string, error: unknown): Promise<never> {
    if (!isFailure(error)) throw error;
    const verdict = await this.limiter.take(`failed-authentication:${address}`, this.quota);
    if (verdict.isAdmitted) throw error;
    this.heldOffUntilMs.set(address, this.clock.now().getTime() + verdict.resetMs);
    throw tooMany(verdict.resetMs);
  }

  private leftMs(address: string): number {
    const leftMs = (this.heldOffUntilMs.get(address) ?? 0) - this.clock.now().getTime();
    // After a clock that was set back it would be for longer.
    return leftMs > MINUTE_MS ? 0 : leftMs;
  }
}

function isFailure(error: unknown): boolean {
  return error instanceof Problem && [401, 403].includes(PROBLEM_CATALOGUE[error.code].status);
}

function tooMany(leftMs: number): Problem {
  const detail = 'Too many failed authentications from this address. Wait as long as Retry-After says.';
  return rateLimited(detail, refused(leftMs));
}
