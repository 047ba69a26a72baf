import { routePatternOf, UNMATCHED } from '@libs/http/access-log';
import { callerOf } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { originOf } from '@libs/http/origin';
import type { Problem } from '@libs/http/problem';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import type { ProblemCode } from '@libs/http/problem-catalogue';
import type { Request } from 'express';
import type { Refusal } from './coalesced-refusals';

const REFUSES_ACCESS: readonly number[] = [401, 403];

/** A request with the key of `owner` that is answered with `code`. */
export function refusalOf(
  { tenantId, keyId }: Pick<Caller, 'tenantId' | 'keyId'>,
  code: ProblemCode,
  request: Request,
): Refusal {
  const pattern = routePatternOf(request);
  const path = pattern === UNMATCHED ? null : pattern;
  return { tenantId, keyId, code, method: request.method, path, origin: originOf(request) };
}

/** Undefined where access was not what was refused, or the key had not let the request in before. */
export function refusalOfCaller({ code }: Problem, request: Request): Refusal | undefined {
  const caller = callerOf(request);
  if (caller === undefined || !REFUSES_ACCESS.includes(PROBLEM_CATALOGUE[code].status)) return undefined;
  return refusalOf(caller, code, request);
}
