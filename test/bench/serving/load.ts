import { setTimeout as sleep } from 'node:timers/promises';
import { KeptConnection } from './kept-connection';
import type { PostRequest } from './kept-connection';
import { Latencies } from './latencies';
import type { Pace } from './latencies';

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Not given: each connection asks again as soon as it was answered. */
  readonly perSecond?: number;
}

/** Asks over and over for so many seconds. */
export async function putUnderLoad(load: Load, nextRequest: () => PostRequest): Promise<Pace> {
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => KeptConnection.open(load.url)),
  );
  try {
    return load.perSecond === undefined
      ? await asFastAsAnswered(connections, load.seconds, nextRequest)
      : await atFixedRate(connections, { ...load, perSecond: load.perSecond }, nextRequest);
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function asFastAsAnswered(
  connections: readonly KeptConnection[],
  seconds: number,
  nextRequest: () => PostRequest,
): Promise<Pace> {
  const latencies = new Latencies();
  const endMs = performance.now() + seconds * 1_000;
  const askOverAndOver = async (connection: KeptConnection): Promise<void> => {
    for (let startMs = performance.now(); startMs < endMs; startMs = performance.now()) {
      const status = await connection.post(nextRequest());
      latencies.add(performance.now() - startMs, status);
    }
  };
  await Promise.all(connections.map(askOverAndOver));
  return latencies.pace();
}

/**
 * Each request has its moment, whatever became of those before it, and its answer is timed from that moment: a
 * server that stands still is not spared the requests that would have come meanwhile. Up to a millisecond is the timer's.
 */
async function atFixedRate(
  connections: readonly KeptConnection[],
  { seconds, perSecond }: { readonly seconds: number; readonly perSecond: number },
  nextRequest: () => PostRequest,
): Promise<Pace> {
  const latencies = new Latencies();
  const idle = [...connections];
  const dueMs: number[] = [];
  const underWay = new Set<Promise<void>>();
  const startMs = performance.now();
  const ask = async (connection: KeptConnection, momentMs: number): Promise<void> => {
    const status = await connection.post(nextRequest());
    latencies.add(performance.now() - momentMs, status);
    const next = dueMs.shift();
    if (next === undefined) idle.push(connection);
    else await ask(connection, next);
  };
  const total = Math.floor(seconds * perSecond);
  for (let sent = 0; sent < total;) {
    const dueNow = Math.min(((performance.now() - startMs) / 1_000) * perSecond, total);
    for (; sent < dueNow; sent += 1) {
      const momentMs = startMs + (sent / perSecond) * 1_000;
      const connection = idle.shift();
      if (connection === undefined) dueMs.push(momentMs);
      else track(underWay, ask(connection, momentMs));
    }
    await sleep(1);
  }
  await Promise.all(underWay);
  return latencies.pace();
}

/** One that fails is told by whoever waits for all. */
function track(underWay: Set<Promise<void>>, work: Promise<void>): void {
  underWay.add(work);
  work.then(
    () => underWay.delete(work),
    () => undefined,
  );
}
