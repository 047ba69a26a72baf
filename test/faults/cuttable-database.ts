import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TestDatabase } from '../support/test-database';

/** A database behind a cable that can be pulled: what the product connects to, while `query` goes past it. */
export interface CuttableDatabase extends TestDatabase {
  /** Every connection breaks, and new ones are closed at once. */
  cut(): void;
  mend(): void;
  /** Where new connections lead from now on: a server that started again may listen elsewhere. */
  plugInto(url: string): void;
  /** For good. */
  unplug(): Promise<void>;
}

export async function behindCable(database: TestDatabase): Promise<CuttableDatabase> {
  let target = new URL(database.urls.app);
  const sockets = new Set<Socket>();
  let isCut = false;
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
    mend: () => {
      isCut = false;
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
