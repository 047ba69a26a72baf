import type { Logger } from '@libs/logging/logger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import { accessLog } from './access-log';
import { configureServer } from './configure-server';
import { corsFor } from './cors';
import { JsonBodyInterceptor } from './json-body.interceptor';
import type { Problem } from './problem';
import { ProblemFilter } from './problem.filter';
import { rawBody } from './raw-body';
import { checkRequestHead } from './request-head';
import { requireHttps } from './require-https';
import type { HttpsOnly } from './require-https';
import { pageSecurityHeaders, securityHeaders } from './security-headers';
import { trace } from './trace';
import { RequestValidationPipe } from './validation.pipe';

export interface HttpOptions {
  /** Where customers reach the API, without a slash at the end. */
  publicUrl: string;
  /** Express's setting "trust proxy": how many proxies stand before us, or which addresses they have. */
  trustProxy: false | number | readonly string[];
  logger: Logger;
  /** Hears of each problem that a request is answered with. Must not throw, and is not waited for. */
  onProblem?: (problem: Problem, request: Request) => void;
  /** Set where `publicUrl` is https: what comes over plain HTTP is led there, and refused if a secret is in it. */
  httpsOnly?: HttpsOnly;
  /** Origins whose pages may call from a browser, each exact. Without any, none may. */
  corsOrigins?: readonly string[];
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

  app.use(securityHeaders, trace, accessLog(options.logger));
  if (options.httpsOnly !== undefined) app.use(requireHttps(options.httpsOnly, options.publicUrl));
  app.use(checkRequestHead);
  if (options.corsOrigins?.length) app.enableCors(corsFor(options.corsOrigins));
  for (const path of options.pagePaths ?? []) {
    app.use(path, pageSecurityHeaders);
  }
  app.use(rawBody(options.bodyLimitBytesByPath ?? new Map()));
  app.useGlobalInterceptors(new JsonBodyInterceptor());
  app.useGlobalPipes(new RequestValidationPipe());
  app.useGlobalFilters(new ProblemFilter(options));
  configureServer(app.getHttpServer(), options);
}
