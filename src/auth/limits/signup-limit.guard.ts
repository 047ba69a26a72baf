import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Problem } from '@libs/http/problem';
import type { ThrottlerLimitDetail } from '@nestjs/throttler';
import type { Request } from 'express';
import { addressOf } from './address';
import { LimitGuard } from './limit.guard';

/** Sign-ups are counted by address: nothing else is known of who asks. */
@Injectable()
export class SignupLimitGuard extends LimitGuard {
  protected readonly limitName = 'signup';

  protected override getTracker(request: Request): Promise<string> {
    return Promise.resolve(addressOf(request));
  }

  protected override generateKey(_: ExecutionContext, tracker: string, name: string): string {
    return `${name}:${tracker}`;
  }

  protected override throwThrottlingException(
    _: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    throw new Problem('rate_limited', 'Too many sign-ups from this address. Try again later.', {
      headers: { 'Retry-After': String(timeToBlockExpire) },
    });
  }
}
