import { isDatabaseUnavailable } from '@libs/database/database-error';
import { HttpException } from '@nestjs/common';
import type { Request } from 'express';
import { allowedMethods } from './allowed-methods';
import { Problem } from './problem';
import type { ProblemCode } from './problem-catalogue';

const UNAVAILABLE = 'The service is not available just now. Try again in a moment.';

// What Nest, Express and the throttler say is not repeated: their messages quote the request. 401 and 403
// are missing on purpose: our guards throw problems, so one of theirs is a mistake of ours.
const BY_STATUS: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  400: ['bad_request', 'The path or a parameter is malformed.'],
  404: ['not_found', 'There is nothing here.'],
  408: ['request_timeout', 'The request took too long.'],
  413: ['body_too_large', 'The body is too large.'],
  414: ['uri_too_long', 'The URL is too long.'],
  415: ['unsupported_media_type', 'The body has to be application/json in UTF-8.'],
  429: ['rate_limited', 'Too many requests. Wait as long as Retry-After says.'],
  503: ['unavailable', UNAVAILABLE],
};

/** The problem that a thrown thing is for the one who sent the request. What is unknown is `internal_error`. */
export function problemOf(exception: unknown, request: Request): Problem {
  if (exception instanceof Problem) {
    return exception;
  }
  if (isDatabaseUnavailable(exception)) {
    return new Problem('unavailable', UNAVAILABLE, { headers: { 'Retry-After': '1' }, cause: exception });
  }
  const known = exception instanceof HttpException ? BY_STATUS[exception.getStatus()] : undefined;
  if (known === undefined) {
    const detail = 'Something went wrong on our side. It is logged under this trace id.';
    return new Problem('internal_error', detail, { cause: exception });
  }
  const [code, detail] = known;
  return code === 'not_found' ? notFoundOrNotAllowed(detail, request) : new Problem(code, detail);
}

/** Nest answers 404 both for a path that leads nowhere and for one that exists under another method. */
function notFoundOrNotAllowed(detail: string, request: Request): Problem {
  const methods = allowedMethods(request);
  if (methods.length === 0 || methods.includes(request.method)) {
    return new Problem('not_found', detail);
  }
  const allow = methods.join(', ');
  return new Problem('method_not_allowed', `Use one of: ${allow}.`, { headers: { Allow: allow } });
}
