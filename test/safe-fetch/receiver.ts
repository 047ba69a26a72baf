import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** What the receiver does with a connection, once it has read the whole of a request. */
export type Behaviour = (socket: Socket) => void;

/** A receiver that writes what it likes, byte by byte. One request after another on a connection. */
export class Receiver {
  /** Connections so far. */
  connections = 0;
  requests = 0;
  /** Connections that are open now. */
  readonly open = new Set<Socket>();
  readonly url: string;

  private constructor(
    private readonly server: Server,
    behaviour: Behaviour,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    server.on('connection', (socket) => {
      this.connections += 1;
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket)).on('error', () => undefined);
      let read = '';
      socket.on('data', (chunk) => {
        read += chunk.toString('latin1');
        const length = Number(/content-length: (\d+)/i.exec(read)?.[1]);
        const bodyAt = read.indexOf('\r\n\r\n') + 4;
        if (bodyAt < 4 || read.length < bodyAt + length) return;
        read = '';
        this.requests += 1;
        behaviour(socket);
      });
    });
  }

  static async start(behaviour: Behaviour): Promise<Receiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Receiver(server, behaviour);
  }

  /** Resolves once no connection is open any more. */
  async allClosed(): Promise<void> {
    // Not events.once: a reset is an error, and a way to be closed.
    await Promise.all(
      [...this.open].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Writes `head`, and then `again` for as long as the other side listens. */
export function forEver(head: string, again: string, everyMs: number): Behaviour {
  return (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(again), everyMs);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
}

export function says(text: string): Behaviour {
  return (socket) => {
    socket.write(text, 'latin1');
  };
}
