import { NestFactory } from '@nestjs/core';
import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Settings } from '@libs/config/settings';
import { MAX_BATCH_BYTES } from '@libs/http/batch';
import { configureHttp } from '@libs/http/configure-http';
import type { Problem } from '@libs/http/problem';
import type { HttpsOnly } from '@libs/http/require-https';
import { createLogger } from '@libs/logging/logger';
import type { Logger } from '@libs/logging/logger';
import { NestLogger } from '@libs/logging/nest-logger';
import { readCertificate } from '@libs/tls/certificate';
import type { Certificate } from '@libs/tls/certificate';
import { tlsServerOptions } from '@libs/tls/tls-context';
import type { Request } from 'express';
import { API_KEY_FORM } from './auth/api-key-secret';
import { KeyExposuresService } from './auth/key-exposures.service';
import { AccessRefusals } from './auth/refusals/access-refusals';
import { refusalOfCaller } from './auth/refusals/refusal-of';
import { openListeners } from './listeners';
import { OpenApiDocument } from './site/openapi-document';

const BATCH_PATHS = ['/v1/evaluations/batch', '/v1/outcomes/batch'];
const POLICY_PATHS = ['/v1/policies', '/v1/policies/validate'];
const MAX_POLICY_BYTES = 1_048_576;
const PAGE_PATHS = ['/docs', '/problems', '/security'];

export interface RunningApi {
  readonly app: NestExpressApplication;
  /** Where it listens, which is another place than PUBLIC_URL behind a proxy. */
  readonly url: string;
  /** The port that speaks plain HTTP beside TLS. */
  readonly redirectPort?: number;
  close(): Promise<void>;
}

/** An application with its edge, not listening yet. With a certificate it speaks TLS. */
export async function createApi(
  module: DynamicModule,
  settings: Settings,
  certificate?: Certificate,
): Promise<NestExpressApplication> {
  const logger = createLogger(settings.logLevel);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
    ...(certificate && { httpsOptions: tlsServerOptions(certificate) }),
  });
  const { publicUrl, trustProxy, corsOrigins } = settings;
  const isOurs = certificate !== undefined;
  configureHttp(app, {
    publicUrl,
    trustProxy,
    corsOrigins,
    logger,
    onProblem: notingRefusals(app),
    ...(publicUrl.startsWith('https:') && { httpsOnly: { ...tellingOwners(app, logger), isOurs } }),
    bodyLimitBytesByPath: new Map([
      ...BATCH_PATHS.map((path) => [path, MAX_BATCH_BYTES] as const),
      ...POLICY_PATHS.map((path) => [path, MAX_POLICY_BYTES] as const),
    ]),
    pagePaths: PAGE_PATHS,
  });
  app.get(OpenApiDocument).of(app, publicUrl);
  return app;
}

export async function startApi(module: DynamicModule, settings: Settings): Promise<RunningApi> {
  const certificate = settings.tls && (await readCertificate(settings.tls));
  const app = await createApi(module, settings, certificate);
  try {
    await app.init();
    const listeners = await openListeners(app, settings, certificate);
    const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(settings.host) ? 'localhost' : settings.host;
    return {
      app,
      url: `${certificate === undefined ? 'http' : 'https'}://${host}:${listeners.port}`,
      ...(listeners.redirectPort !== undefined && { redirectPort: listeners.redirectPort }),
      close: async () => {
        await listeners.close();
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function notingRefusals(app: NestExpressApplication): (problem: Problem, request: Request) => void {
  const refusals = app.get(AccessRefusals, { strict: false });
  return (problem, request) => {
    const refusal = refusalOfCaller(problem, request);
    if (refusal !== undefined) refusals.note(refusal);
  };
}

/** The caller is refused whatever becomes of it. */
function tellingOwners(app: NestExpressApplication, logger: Logger): Omit<HttpsOnly, 'isOurs'> {
  const exposures = app.get(KeyExposuresService, { strict: false });
  return {
    secretForm: API_KEY_FORM,
    onExposure: (secrets, { method, origin }) => {
      for (const secret of secrets.slice(0, MAX_TOLD_AT_ONCE)) {
        exposures.tell(secret, origin, method).catch((err: unknown) => {
          logger.error({ traceId: origin.traceId, err }, 'the owner of an exposed key was not told');
        });
      }
    },
  };
}

/** Who sends more keys in one request is no customer. */
const MAX_TOLD_AT_ONCE = 2;
