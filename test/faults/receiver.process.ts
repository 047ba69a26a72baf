import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../bench/serving/answer-parent';

/** What a customer's program remembers of the deliveries that it took. */
interface Taken {
  times: number;
  readonly bodyDigest: string;
}

const SLOWEST_MS = 20;
/** Of a hundred requests. */
const REFUSED = 2;

const taken = new Map<string, Taken>();
let requests = 0;
let changed = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    requests += 1;
    setTimeout(() => {
      if (Math.random() * 100 < REFUSED) {
        response.writeHead(500).end();
        return;
      }
      take(String(request.headers['webhook-id']), Buffer.concat(chunks));
      response.writeHead(204).end();
    }, Math.random() * SLOWEST_MS);
  });
});

function take(id: string, body: Buffer): void {
  const bodyDigest = createHash('sha256').update(body).digest('hex');
  const before = taken.get(id) ?? { times: 0, bodyDigest };
  if (before.bodyDigest !== bodyDigest) changed += 1;
  taken.set(id, { ...before, times: before.times + 1 });
}

answerParent({
  start: () =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve((server.address() as AddressInfo).port);
      });
    }),
  /** `again`: taken more than once; `changed`: with another body than before. */
  figures: () =>
    Promise.resolve({
      ...{ requests, changed, taken: taken.size },
      again: [...taken.values()].reduce((sum, { times }) => sum + times - 1, 0),
    }),
  ids: () => Promise.resolve([...taken.keys()]),
});
