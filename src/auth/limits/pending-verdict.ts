import type { Verdict } from '@libs/rate-limit/rate-limiter';
import type { Request } from 'express';

const PENDING = Symbol('pendingVerdict');
type Asking = Request & { [PENDING]?: Promise<Verdict> };

/** Two limits that are asked elsewhere are asked at once: the answer to the first is looked at with that to the second. */
export function setPendingVerdict(request: Request, verdict: Promise<Verdict>): void {
  (request as Asking)[PENDING] = verdict;
}

/** Undefined where it was known at once. */
export function pendingVerdictOf(request: Request): Promise<Verdict> | undefined {
  return (request as Asking)[PENDING];
}
