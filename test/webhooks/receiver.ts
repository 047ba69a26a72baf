import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly atMs: number;
}

/** What it does with a request: answers with a status, or with more than that, or does something to the connection. */
export type Reaction =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang'
  | 'reset';

const PATIENCE_MS = 60_000;

/** A customer's program that is told of events. */
export class Receiver {
  readonly received: Received[] = [];
  /** By the request, and how many there were to this path before it. */
  react: (request: Received, before: number) => Reaction = () => 204;
  private readonly counts = new Map<string, number>();
  private readonly hanging = new Set<ServerResponse>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url = '', headers } = request;
        const body = Buffer.concat(chunks).toString();
        receiver.take({ path: url, headers, body, atMs: performance.now() }, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** Each path is another endpoint. */
  url(path = '/'): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  at(path: string): Received[] {
    return this.received.filter((request) => request.path === path);
  }

  /** Those to the path, once there are so many. */
  async until(path: string, count: number): Promise<Received[]> {
    const untilMs = performance.now() + PATIENCE_MS;
    while (this.at(path).length < count && performance.now() < untilMs) await sleep(10);
    return this.at(path);
  }

  /** Whoever was left hanging is answered. */
  release(status = 204): void {
    for (const response of this.hanging) response.writeHead(status).end();
    this.hanging.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: Received, response: ServerResponse): void {
    const before = this.counts.get(request.path) ?? 0;
    this.counts.set(request.path, before + 1);
    this.received.push(request);
    const reaction = this.react(request, before);
    if (reaction === 'hang') this.hanging.add(response);
    else if (reaction === 'reset') response.socket?.resetAndDestroy();
    else if (typeof reaction === 'number') response.writeHead(reaction).end();
    else response.writeHead(reaction.status, reaction.headers).end(reaction.body);
  }
}
