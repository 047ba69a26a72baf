import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';
const SILENCE_MS = 30_000;

export interface PostRequest {
  readonly path: string;
  readonly key: string;
  readonly body: string;
  /** Besides those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One HTTP/1.1 connection that is kept: a request, then its answer. It reads no more than status and length, so that
 * whoever makes the load needs little of the machine that it shares with what is measured.
 */
export class KeptConnection {
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  private constructor(
    private readonly url: string,
    private socket: Socket,
  ) {
    this.listen();
  }

  static async open(url: string): Promise<KeptConnection> {
    return new KeptConnection(url, await connected(url));
  }

  /** Resolves with the status. Connects again where the server has closed what was idle for long. */
  async post({ path, key, body, headers = {} }: PostRequest): Promise<number> {
    if (!this.socket.writable) {
      this.socket = await connected(this.url);
      this.listen();
    }
    const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head =
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n${more.join('')}` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}${HEAD_END}`;
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(head + body);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private listen(): void {
    const { socket } = this;
    socket.setNoDelay(true);
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`no answer within ${SILENCE_MS} ms`)));
    socket.on('data', (chunk) => {
      this.read(chunk);
    });
    socket.on('error', (error) => {
      this.fail(error);
    });
    socket.on('close', () => {
      this.fail(new Error('the connection was closed'));
    });
  }

  private read(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = this.received.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.socket.destroy(new Error('an answer without a Content-Length'));
      return;
    }
    if (this.received.length < headEnd + HEAD_END.length + Number(length)) return;
    this.received = Buffer.alloc(0);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(Number(head.slice(9, 12)));
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}

async function connected(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}
