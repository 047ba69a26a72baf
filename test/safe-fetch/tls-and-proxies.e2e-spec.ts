import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { CertificateFolder, makeCertificate } from '../edge/certificates';
import type { CertificatePair } from '../edge/certificates';
import { Receiver, says } from './receiver';

const ROOT = join(__dirname, '../..');
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;

/** What a process that trusts `certFile` gets from each URL. */
async function outcomes(
  urls: readonly string[],
  certFile: string,
  environment: Record<string, string> = {},
): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'test/support/run-typescript.cjs'), join(__dirname, 'post.process.ts'), ...urls],
    { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', NODE_EXTRA_CA_CERTS: certFile, ...environment } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('a receiver with TLS', () => {
  const folder = new CertificateFolder();
  const servers: TcpServer[] = [];
  const names: (string | false | null)[] = [];
  const serve = async (pair: CertificatePair): Promise<number> => {
    const server: Server = createServer(pair, (request, response) => {
      names.push((request.socket as TLSSocket).servername);
      request.resume().once('end', () => response.end('ok'));
    });
    return listen(server);
  };
  const listen = async (server: TcpServer): Promise<number> => {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return portOf(server);
  };
  afterAll(() => {
    folder.remove();
    for (const server of servers) server.close();
  });

  it('is posted to if its certificate is trusted and names the host, and under that name', async () => {
    const pair = makeCertificate();
    const { certFile } = folder.write(pair);
    const trusted = await serve(pair);
    const expired = await serve(makeCertificate({ validTo: new Date(Date.now() - 1_000) }));
    const stranger = await serve(makeCertificate());
    const silent = await listen(createTcpServer(() => undefined));
    const plain = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const failed = (why: string): unknown => ({
      ...{ code: 'tls_failed', message: `No trusted TLS connection came about (${why}).` },
    });
    expect(
      await outcomes(
        [
          `https://localhost:${trusted}/`,
          `https://localhost.:${trusted}/`,
          `https://127.0.0.1:${trusted}/`,
          `https://wrong.localhost:${trusted}/`,
          `https://127.0.0.2:${trusted}/`,
          `https://localhost:${stranger}/`,
          `https://localhost:${expired}/`,
          `https://localhost:${plain}/`,
          `https://localhost:${silent}/`,
        ],
        certFile,
      ),
    ).toEqual([
      { status: 200 },
      { status: 200 },
      { status: 200 },
      failed('ERR_TLS_CERT_ALTNAME_INVALID'),
      { code: 'connection_refused', message: 'The connection was refused.' },
      failed('DEPTH_ZERO_SELF_SIGNED_CERT'),
      failed('CERT_HAS_EXPIRED'),
      failed('ERR_SSL_WRONG_VERSION_NUMBER'),
      { code: 'timeout', message: 'No connection came about in time.' },
    ]);
    expect(names).toEqual(['localhost', 'localhost', false]);
  });
});

describe('proxies that the environment names', () => {
  it('are never asked', async () => {
    const receiver = await Receiver.start(says(OK));
    const proxy = await Receiver.start(says(OK));
    const { origin } = new URL(proxy.url);
    const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [
      [name, origin],
      [name.toLowerCase(), origin],
    ]);
    const environment = { ...Object.fromEntries(variables), NODE_USE_ENV_PROXY: '1' } as Record<
      string,
      string
    >;
    expect(await outcomes([receiver.url], '', environment)).toEqual([{ status: 200 }]);
    expect([receiver.requests, proxy.connections]).toEqual([1, 0]);
    await receiver.stop();
    await proxy.stop();
  });
});
