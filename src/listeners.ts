import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Settings } from '@libs/config/settings';
import { SettingsError } from '@libs/config/settings-error';
import { configureServer } from '@libs/http/configure-server';
import { createLogger } from '@libs/logging/logger';
import type { Certificate } from '@libs/tls/certificate';
import { CertificateRenewal } from '@libs/tls/certificate-renewal';

export interface Listeners {
  readonly port: number;
  /** Plain HTTP beside TLS. */
  readonly redirectPort?: number;
  /** After it the application can be closed, which closes `port`. */
  close(): Promise<void>;
}

/** Opens the ports of an application, and keeps its certificate up to date where it has one. */
export async function openListeners(
  app: NestExpressApplication,
  settings: Settings,
  certificate?: Certificate,
): Promise<Listeners> {
  const { host, port, tls } = settings;
  const server = app.getHttpServer();
  const listening = { port: await listen(server, { host, port, setting: 'PORT' }), close: nothing };
  if (tls === undefined || certificate === undefined) return listening;
  const redirect = await openRedirect(app, settings);
  const renewal = new CertificateRenewal(server as TlsServer, tls, createLogger(settings.logLevel));
  await renewal.start(certificate);
  return {
    ...listening,
    ...(redirect && { redirectPort: redirect.port }),
    close: async () => {
      renewal.stop();
      await redirect?.close();
    },
  };
}

/**
 * It hands its requests to the same application, so that they are bounded, traced, logged and answered like all
 * others; there `requireHttps` lets none of them through.
 */
async function openRedirect(
  app: NestExpressApplication,
  { host, tls, publicUrl, logLevel }: Settings,
): Promise<{ readonly port: number; close(): Promise<void> } | undefined> {
  if (tls?.redirectPort === undefined) return undefined;
  const server = createServer(app.getHttpAdapter().getInstance() as RequestListener);
  configureServer(server, { publicUrl, logger: createLogger(logLevel) });
  const port = await listen(server, { host, port: tls.redirectPort, setting: 'HTTP_REDIRECT_PORT' });
  const close = async (): Promise<void> => {
    server.close();
    await once(server, 'close');
  };
  return { port, close };
}

export interface Place {
  readonly setting: 'PORT' | 'HTTP_REDIRECT_PORT' | 'METRICS_PORT';
  readonly host: string;
  readonly port: number;
}

/**
 * Not Nest's own: that would log a failure besides throwing it. Returns the port, which may have been any. Throws a
 * SettingsError where the port can't be had.
 */
export async function listen(server: Server, place: Place): Promise<number> {
  try {
    server.listen(place.port, place.host);
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, place);
  }
  return (server.address() as AddressInfo).port;
}

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EACCES: 'may not be opened by this user',
  EADDRNOTAVAIL: 'is not an address of this machine',
  ENOTFOUND: 'is not an address of this machine',
};

function listenError(error: unknown, { setting, port, host }: Place): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const problem = LISTEN_PROBLEMS[code];
  return problem === undefined ? error : new SettingsError([`${setting}: ${port} on ${host} ${problem}`]);
}

async function nothing(): Promise<void> {
  // The application closes its own port.
}
