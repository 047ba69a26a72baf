import { Injectable } from '@nestjs/common';
import { rateLimited } from '@libs/rate-limit/rate-limit-headers';
import type { Verdict } from '@libs/rate-limit/rate-limiter';
import type { ThrottlerRequest } from '@nestjs/throttler';
import type { Request } from 'express';
import { addressOf } from './address';
import { LimitGuard } from './limit.guard';
import { setPendingVerdict } from './pending-verdict';

/** How much one address may ask, before it is looked at who that is. Where Redis has to be asked, TenantLimitGuard waits for the answer. */
@Injectable()
export class IpLimitGuard extends LimitGuard {
  protected readonly limitName = 'ip';

  protected override handleRequest({ context, limit, ttl }: ThrottlerRequest): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const verdict = this.limiter.take(`ip:${addressOf(request)}`, { max: limit, windowMs: ttl });
    if (verdict instanceof Promise) setPendingVerdict(request, verdict);
    else admitAddress(verdict);
    return Promise.resolve(true);
  }
}

/** Throws a Problem of 429. */
export function admitAddress(verdict: Verdict): void {
  if (verdict.isAdmitted) return;
  throw rateLimited('Too many requests from this address. Wait as long as Retry-After says.', verdict);
}
