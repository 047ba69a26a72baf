import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@libs/logging/logger';
import type { Request, Response } from 'express';
import { noteProblem, routePatternOf } from './access-log';
import { problemOf } from './exception-problem';
import type { Problem } from './problem';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem-body';
import { PROBLEM_CATALOGUE } from './problem-catalogue';
import { SECURITY_HEADERS } from './security-headers';
import { traceIdOf } from './trace';

/** Headers that a handler may have set for the answer it did not come to give. */
const OF_ANOTHER_ANSWER = [
  'content-length',
  'content-disposition',
  'content-encoding',
  'etag',
  'last-modified',
];

// RFC 6750 section 3.1: no error code where no token was sent.
const INVALID_TOKEN = ['api_key_invalid', 'api_key_expired', 'api_key_revoked'];

export interface ProblemOptions {
  readonly publicUrl: string;
  readonly logger: Logger;
  /** Hears of each problem that a request is answered with. Must not throw, and is not waited for. */
  readonly onProblem?: (problem: Problem, request: Request) => void;
}

/** Answers whatever was thrown with a problem (RFC 9457), and logs what is our fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly options: ProblemOptions) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = problemOf(exception, request);
    noteProblem(request, problem.code);
    this.options.onProblem?.(problem, request);
    this.logIfOurs(exception, problem, request);
    if (response.headersSent) {
      // A cut connection is the one way left to say that the answer is not whole.
      response.destroy();
      return;
    }
    this.send(problem, request, response);
  }

  private send(problem: Problem, request: Request, response: Response): void {
    const body = problemBody(problem, {
      publicUrl: this.options.publicUrl,
      traceId: traceIdOf(request),
      url: request.originalUrl,
    });
    OF_ANOTHER_ANSWER.forEach((name) => {
      response.removeHeader(name);
    });
    const text = JSON.stringify(body);
    const headers = {
      ...SECURITY_HEADERS,
      ...challengeOf(problem),
      ...problem.headers,
      'Content-Type': PROBLEM_MEDIA_TYPE,
      'Content-Length': String(Buffer.byteLength(text)),
    };
    response.statusCode = body.status;
    response.setHeaders(new Headers(headers));
    response.end(text);
  }

  private logIfOurs(exception: unknown, problem: Problem, request: Request): void {
    if (PROBLEM_CATALOGUE[problem.code].status >= 500) {
      this.options.logger.error(
        {
          traceId: traceIdOf(request),
          route: routePatternOf(request),
          problem: problem.code,
          err: exception,
        },
        'request failed',
      );
    }
  }
}

function challengeOf({ code }: Problem): Record<string, string> {
  if (PROBLEM_CATALOGUE[code].status !== 401) {
    return {};
  }
  const error = INVALID_TOKEN.includes(code) ? ', error="invalid_token"' : '';
  return { 'WWW-Authenticate': `Bearer realm="trustflow"${error}` };
}
