import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Problem } from '@libs/http/problem';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { ThrottlerLimitDetail } from '@nestjs/throttler';

/** Sign-ups are counted by address: nothing else is known of who asks. */
@Injectable()
export class SignupLimitGuard extends ThrottlerGuard {
  protected override throwThrottlingException(
    _: ExecutionContext,
    detail: ThrottlerLimitDetail,
  ): Promise<void> {
    const retryAfterSeconds = String(Math.max(1, Math.ceil(detail.timeToBlockExpire)));
    throw new Problem('rate_limited', 'Too many sign-ups from this address. Try again later.', {
      headers: { 'Retry-After': retryAfterSeconds },
    });
  }
}
