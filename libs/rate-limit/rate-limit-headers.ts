import type { Response } from 'express';
import { Problem } from '@libs/http/problem';
import type { Quota, Verdict } from './rate-limiter';

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10): the quota and its window in seconds;
 * what is left, and the seconds until the whole of it is free again, or until there is room where nothing is left.
 */
export function tellRateLimit(response: Response, policy: string, quota: Quota, verdict: Verdict): void {
  if (response.headersSent) return;
  response.setHeader('RateLimit-Policy', `"${policy}";q=${quota.max};w=${quota.windowMs / 1_000}`);
  response.setHeader('RateLimit', `"${policy}";r=${verdict.remaining};t=${secondsOf(verdict)}`);
}

/** The problem of whoever was refused. */
export function rateLimited(detail: string, verdict: Verdict): Problem {
  return new Problem('rate_limited', detail, { headers: { 'Retry-After': String(secondsOf(verdict)) } });
}

function secondsOf({ resetMs }: Verdict): number {
  return Math.max(1, Math.ceil(resetMs / 1_000));
}
