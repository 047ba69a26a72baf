import { request } from 'node:https';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

export interface TlsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The common name on the certificate that was presented. */
  readonly presented: string;
}

/** A call on a connection of its own, which trusts whatever is presented: what that is, is what is looked at. */
export function callOverTls(url: string, headers: Record<string, string> = {}): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers, agent: false, rejectUnauthorized: false }, (response) => {
      const presented = String((response.socket as TLSSocket).getPeerCertificate().subject.CN);
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: Buffer.concat(chunks).toString('utf8'),
          presented,
        });
      });
    });
    asking.on('error', reject).end();
  });
}

/** What a handshake with these wishes ends in: the protocol and the suite, or the reason why not. */
export function shakeHands(port: number, wishes: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...wishes });
    socket.once('secureConnect', () => {
      resolve(`${socket.getProtocol() ?? ''} ${socket.getCipher().name}`);
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });
}
