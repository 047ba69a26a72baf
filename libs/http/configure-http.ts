import type { Server } from 'node:http';
import type { Logger } from '@libs/logging/logger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { accessLog } from './access-log';
import { answerClientErrors } from './client-error';
import { JsonBodyInterceptor } from './json-body.interceptor';
import { ProblemFilter } from './problem.filter';
import { rawBody } from './raw-body';
import { checkRequestHead } from './request-head';
import { pageSecurityHeaders, securityHeaders } from './security-headers';
import { trace } from './trace';
import { RequestValidationPipe } from './validation.pipe';

export interface HttpOptions {
  /** Where customers reach the API, without a slash at the end. */
  publicUrl: string;
  /** Express's setting "trust proxy": how many proxies stand before us, or which addresses they have. */
  trustProxy: false | number | readonly string[];
  logger: Logger;
  /** Paths whose body may be larger than 64 KiB. */
  bodyLimitBytesByPath?: ReadonlyMap<string, number>;
  /** Paths under which pages live that load their own scripts and styles. */
  pagePaths?: readonly string[];
}

/**
 * Makes the edge: what holds for every response, and how a body is read. Call it before `app.init()` on an
 * application that was created with `bodyParser: false`; no middleware may stand before it.
 */
export function configureHttp(app: NestExpressApplication, options: HttpOptions): void {
  app.set('trust proxy', options.trustProxy);
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.disable('x-powered-by');

  app.use(securityHeaders, trace, accessLog(options.logger), checkRequestHead);
  for (const path of options.pagePaths ?? []) {
    app.use(path, pageSecurityHeaders);
  }
  app.use(rawBody(options.bodyLimitBytesByPath ?? new Map()));
  app.useGlobalInterceptors(new JsonBodyInterceptor());
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter(options));
  configureServer(app.getHttpServer(), options);
}

function configureServer(server: Server, options: HttpOptions): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  server.timeout = 120_000;
  // Options of createServer, which Nest does not pass on and Node reads from the server. How often the two
  // timeouts are looked at; and a missing Host is ours to answer, so that the answer has our headers.
  Object.assign(server, { connectionsCheckingInterval: 1000, requireHostHeader: false });
  // The body is asked for where it is read, not before; an expectation we do not know may be ignored
  // (RFC 9110 section 10.1.1), where Node would answer 417 without our headers.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  closeBehindAnswers(server);
  answerClientErrors(server, options);
}

/** A server that stops listening closes the connections that are idle then; those that become idle later are ours to close. */
function closeBehindAnswers(server: Server): void {
  server.prependListener('request', (_request, response) => {
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
  });
}
