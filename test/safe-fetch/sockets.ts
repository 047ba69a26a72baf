import { subscribe, unsubscribe } from 'node:diagnostics_channel';

const CHANNEL = 'net.client.socket';

/** How many sockets this process begins to connect while `work` runs. */
export async function socketsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const onSocket = (): void => {
    count += 1;
  };
  subscribe(CHANNEL, onSocket);
  try {
    await work();
    return count;
  } finally {
    unsubscribe(CHANNEL, onSocket);
  }
}
