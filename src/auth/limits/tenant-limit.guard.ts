import { Inject, Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { callerOf } from '@libs/http/caller';
import { setCharge } from '@libs/http/request-cost';
import { rateLimited, tellRateLimit } from '@libs/rate-limit/rate-limit-headers';
import type { ThrottlerRequest } from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { KeyWatch } from '../anomalies/key-watch';
import { admitAddress } from './ip-limit.guard';
import { LimitGuard } from './limit.guard';
import { pendingVerdictOf } from './pending-verdict';

/** How much a tenant may ask, by its plan; told on every answer to it. */
@Injectable()
export class TenantLimitGuard extends LimitGuard {
  @Inject(KeyWatch) private readonly watch!: KeyWatch;
  protected readonly limitName = 'tenant';

  /** A public route has no tenant; what its address may ask was asked before. */
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (callerOf(request) !== undefined) return false;
    const pending = pendingVerdictOf(request);
    if (pending !== undefined) admitAddress(await pending);
    return true;
  }

  protected override async handleRequest({ context, limit, ttl }: ThrottlerRequest): Promise<boolean> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const caller = callerOf(request);
    if (caller === undefined) throw new Error('a tenant is limited that is known');
    const key = `tenant:${caller.tenantId}`;
    const quota = { max: limit, windowMs: ttl };
    const asked = this.limiter.take(key, quota);
    const pending = pendingVerdictOf(request);
    if (pending !== undefined) admitAddress(await pending);
    const verdict = asked instanceof Promise ? await asked : asked;
    tellRateLimit(response, this.limitName, quota, verdict);
    if (!verdict.isAdmitted) {
      this.watch.limited(caller, limit);
      throw rateLimited('Too many requests of this tenant. Wait as long as Retry-After says.', verdict);
    }
    setCharge(request, async (more) => {
      tellRateLimit(response, this.limitName, quota, await this.limiter.owe(key, quota, more));
    });
    return true;
  }
}
