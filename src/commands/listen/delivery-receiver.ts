import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isNativeError } from 'node:util/types';
import { UsageError } from '../option-values';

const MAX_BODY_BYTES = 1_048_576;
const MAX_REQUEST_MS = 15_000;

/** A request as it came. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface AnswerBack {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** An HTTP server on loopback that takes POSTs, whatever their path. */
export class DeliveryReceiver {
  private constructor(private readonly server: Server) {}

  /** Throws a UsageError if the port is taken or not ours to take. */
  static async listen(
    port: number,
    answer: (received: Received) => Promise<AnswerBack>,
  ): Promise<DeliveryReceiver> {
    const server = createServer({ requestTimeout: MAX_REQUEST_MS }, (request, response) => {
      serve(request, response, answer).catch(() => response.destroy());
    });
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      const code = isNativeError(error) && 'code' in error ? String(error.code) : String(error);
      throw new UsageError(`Port ${port} can't be listened on (${code}): --port takes another one.`);
    }
    return new DeliveryReceiver(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Requests under way are cut off: they are sent again. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (received: Received) => Promise<AnswerBack>,
): Promise<void> {
  if (request.method !== 'POST') {
    send(response, { status: 405, headers: { allow: 'POST' } });
    return;
  }
  const body = await readBody(request);
  send(response, body === undefined ? { status: 413 } : await answer({ headers: request.headers, body }));
}

function send(response: ServerResponse, { status, headers = {}, body = Buffer.alloc(0) }: AnswerBack): void {
  response.writeHead(status, headers).end(body);
}

/** Undefined if it is too large; then the rest is not read. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
