import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../serving/answer-parent';

const NUMBER = '"n":';

/** When what arrived first, for each path and number. On the clock of the machine, in milliseconds. */
export interface Arrival {
  readonly path: string;
  readonly n: number;
  readonly atMs: number;
}

/** A customer's program that takes what it is sent and does nothing with it. Nobody on /hang is ever answered. */
function main(): void {
  let arrivals = new Map<string, Arrival>();
  let repeated = 0;
  const take = (path: string, body: string): void => {
    const n = parseInt(body.slice(body.indexOf(NUMBER) + NUMBER.length), 10);
    const key = `${path} ${n}`;
    if (arrivals.has(key)) repeated += 1;
    else arrivals.set(key, { path, n, atMs: performance.timeOrigin + performance.now() });
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const { url = '' } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(url, Buffer.concat(chunks).toString('latin1'));
      if (url !== '/hang') response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  answerParent({
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => arrivals.size,
    /** What arrived since it was last asked. */
    taken: () => {
      const taken = { arrivals: [...arrivals.values()], repeated };
      arrivals = new Map();
      repeated = 0;
      return taken;
    },
  });
}

main();
