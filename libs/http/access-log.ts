import { performance } from 'node:perf_hooks';
import { formatId } from '@libs/ids/typeid';
import type { Logger } from '@libs/logging/logger';
import type { RawBodyRequest } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { callerOf } from './caller';
import type { ProblemCode } from './problem-catalogue';
import { traceIdOf } from './trace';

const PROBLEM_CODE = Symbol('problemCode');
type Answered = Request & { [PROBLEM_CODE]?: ProblemCode };

/** In the place of a pattern, for what came to no route. */
export const UNMATCHED = 'unmatched';

/** Has the access log name the problem that a request was answered with. */
export function noteProblem(request: Request, code: ProblemCode): void {
  const answered: Answered = request;
  answered[PROBLEM_CODE] = code;
}

/**
 * Middleware: one line for each request once its answer is sent or its client gone (`aborted`). It names the
 * route's pattern and never the URL, so that no id of a customer and no query reaches the log.
 */
export function accessLog(logger: Logger) {
  return (request: RawBodyRequest<Request>, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const { socket } = request;
    const bytesBefore = socket.bytesWritten;
    response.once('close', () => {
      const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
      const bytesOut = socket.bytesWritten - bytesBefore;
      const route = routePatternOf(request);
      logger[route.startsWith('/health/') ? 'debug' : 'info'](
        { ...whatWasAnswered(request, response), route, durationMs, bytesOut },
        'request',
      );
    });
    next();
  };
}

/** The pattern of the route that the request took, as in `/v1/evaluations/:id`. */
export function routePatternOf(request: Request): string {
  const pattern: unknown = (request as { route?: { path?: unknown } }).route?.path;
  return typeof pattern === 'string' && !pattern.endsWith('*path') ? pattern : UNMATCHED;
}

function whatWasAnswered(request: RawBodyRequest<Request>, response: Response): Record<string, unknown> {
  const caller = callerOf(request);
  const problem = (request as Answered)[PROBLEM_CODE];
  return {
    traceId: traceIdOf(request),
    method: request.method,
    bytesIn: request.rawBody?.length ?? 0,
    ...(caller !== undefined && {
      tenantId: formatId('tenant', caller.tenantId),
      keyId: formatId('key', caller.keyId),
    }),
    ...(problem !== undefined && { problem }),
    // A response that never began still says 200.
    ...(response.headersSent && { status: response.statusCode }),
    ...(!response.writableFinished && { aborted: true }),
  };
}
