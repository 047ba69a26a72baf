import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TestDatabase } from '../support/test-database';

/** A database behind a cable that can be pulled: what the product connects to, while `query` goes past it. */
export interface CuttableDatabase extends TestDatabase {
  /** Every connection breaks, and new ones are closed at once. */
  cut(): void;
  /** The connections under this application_name, new ones too, stay open and bring nothing any more. */
  silence(applicationName: string): void;
  /** What was silent breaks, and can be opened anew. */
  mend(): void;
  /** Where new connections lead from now on: a server that started again may listen elsewhere. */
  plugInto(url: string): void;
  /** For good. */
  unplug(): Promise<void>;
}

export async function behindCable(database: TestDatabase): Promise<CuttableDatabase> {
  let target = new URL(database.urls.app);
  const sockets = new Set<Socket>();
  const pairs = new Map<Socket, Pair>();
  let isCut = false;
  let silent: string | undefined;
  const cable = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
    // The first that a client sends names it.
    near.once('data', (startup: Buffer) => {
      const pair = { near, far, startup };
      pairs.set(near, pair);
      near.once('close', () => pairs.delete(near));
      if (silent !== undefined) silencePair(pair, silent);
    });
  });
  await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve));
  const through = (url: string): string => {
    const copy = new URL(url);
    copy.port = String((cable.address() as AddressInfo).port);
    return copy.href;
  };
  const { app, system, queue, owner } = database.urls;
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  const unplug = async (): Promise<void> => {
    cut();
    await new Promise((resolve) => cable.close(resolve));
  };
  return {
    ...database,
    urls: { app: through(app), system: through(system), queue: through(queue), owner: through(owner) },
    cut,
    silence: (applicationName) => {
      silent = applicationName;
      for (const pair of pairs.values()) silencePair(pair, applicationName);
    },
    mend: () => {
      isCut = false;
      for (const pair of pairs.values()) if (silent !== undefined && isOf(pair, silent)) pair.near.destroy();
      silent = undefined;
    },
    plugInto: (url) => {
      target = new URL(url);
    },
    unplug,
    drop: async () => {
      await unplug();
      await database.drop();
    },
  };
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly startup: Buffer;
}

function isOf({ startup }: Pair, applicationName: string): boolean {
  return startup.includes(`application_name\0${applicationName}\0`);
}

function silencePair(pair: Pair, applicationName: string): void {
  if (isOf(pair, applicationName)) pair.far.unpipe(pair.near);
}
