import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Settings } from '@libs/config/settings';
import { SettingsError } from '@libs/config/settings-error';
import { MAX_BATCH_BYTES } from '@libs/http/batch';
import { configureHttp } from '@libs/http/configure-http';
import { createLogger } from '@libs/logging/logger';
import { NestLogger } from '@libs/logging/nest-logger';
import { OpenApiDocument } from './site/openapi-document';

const BATCH_PATHS = ['/v1/evaluations/batch', '/v1/outcomes/batch'];
const POLICY_PATHS = ['/v1/policies', '/v1/policies/validate'];
const MAX_POLICY_BYTES = 1_048_576;
const PAGE_PATHS = ['/docs', '/problems'];

export interface RunningApi {
  readonly app: NestExpressApplication;
  /** Where it listens, which is another place than PUBLIC_URL behind a proxy. */
  readonly url: string;
}

/** An application with its edge, not listening yet. */
export async function createApi(module: DynamicModule, settings: Settings): Promise<NestExpressApplication> {
  const logger = createLogger(settings.logLevel);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  configureHttp(app, {
    publicUrl: settings.publicUrl,
    trustProxy: settings.trustProxy,
    logger,
    bodyLimitBytesByPath: new Map([
      ...BATCH_PATHS.map((path) => [path, MAX_BATCH_BYTES] as const),
      ...POLICY_PATHS.map((path) => [path, MAX_POLICY_BYTES] as const),
    ]),
    pagePaths: PAGE_PATHS,
  });
  app.get(OpenApiDocument).describe(app, settings.publicUrl);
  return app;
}

export async function startApi(module: DynamicModule, settings: Settings): Promise<RunningApi> {
  const app = await createApi(module, settings);
  try {
    await app.init();
    await listen(app.getHttpServer(), settings);
  } catch (error) {
    await app.close();
    throw listenError(error, settings);
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(settings.host) ? 'localhost' : settings.host;
  return { app, url: `http://${host}:${port}` };
}

/** Not Nest's own: that would log a failure besides throwing it. */
async function listen(server: Server, { port, host }: Settings): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EACCES: 'may not be opened by this user',
  EADDRNOTAVAIL: 'is not an address of this machine',
  ENOTFOUND: 'is not an address of this machine',
};

function listenError(error: unknown, { host, port }: Settings): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const problem = LISTEN_PROBLEMS[code];
  return problem === undefined ? error : new SettingsError([`PORT: ${port} on ${host} ${problem}`]);
}
