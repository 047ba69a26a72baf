import { IpRanges } from '@libs/ip-address/ip-ranges';
import type { SafeFetchLimits } from '@libs/safe-fetch/limits';
import { SafeFetch } from '@libs/safe-fetch/safe-fetch';
import { forEver, Receiver, says } from './receiver';
import type { Behaviour } from './receiver';

const BODY = {
  headers: { 'content-type': 'application/json', 'webhook-id': 'event_1' },
  body: Buffer.from('{}'),
};
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('what a receiver answers', () => {
  const receivers: Receiver[] = [];
  const fetches: SafeFetch[] = [];
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
    await Promise.all(fetches.splice(0).map((fetch) => fetch.close()));
  });

  const receiver = async (behaviour: Behaviour): Promise<Receiver> => {
    const made = await Receiver.start(behaviour);
    receivers.push(made);
    return made;
  };
  const fetchWith = (limits: Partial<SafeFetchLimits> = {}): SafeFetch => {
    const fetch = new SafeFetch({ allowTargets: new IpRanges(['127.0.0.0/8']), limits });
    fetches.push(fetch);
    return fetch;
  };
  const answerTo = async (text: string): Promise<unknown> =>
    fetchWith().post((await receiver(says(text))).url, BODY);
  /** The code and sentence of what is thrown. */
  const failureOf = async (behaviour: Behaviour, limits: Partial<SafeFetchLimits> = {}): Promise<unknown> => {
    const { url } = await receiver(behaviour);
    return fetchWith(limits)
      .post(url, BODY)
      .catch((error: unknown) => {
        const { name, code, message } = error as { name: string; code: string; message: string };
        return [name, code, message];
      });
  };

  it.each([
    ['a word', OK, { status: 200, body: 'ok', retryAfter: undefined }],
    ['nothing', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '' }],
    ['a refusal', 'HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n', { status: 410 }],
    [
      'a wish to wait',
      'HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n',
      { status: 503, retryAfter: '120' },
    ],
    [
      'two wishes',
      'HTTP/1.1 429 X\r\nRetry-After: 1\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n',
      { retryAfter: '1' },
    ],
    [
      'a novel as a wish',
      `HTTP/1.1 429 X\r\nRetry-After: ${'9'.repeat(65)}\r\nContent-Length: 0\r\n\r\n`,
      { retryAfter: undefined },
    ],
    [
      'hints first',
      `HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n${OK}`,
      { status: 200, retryAfter: undefined },
    ],
    ['chunks', `${CHUNKED}1\r\no\r\n1\r\nk\r\n0\r\n\r\n`, { status: 200, body: 'ok' }],
    ['bytes', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\0\xc3(', { body: '\u{fffd}\u{fffd}(' }],
    [
      'what is packed',
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok',
      { status: 200, body: 'ok' },
    ],
  ])('is handed on: %s', async (_what, text, expected) => {
    expect(await answerTo(text)).toMatchObject({ durationMs: expect.any(Number), ...expected });
  });

  it('is one answer if it is a redirect, and nobody goes there', async () => {
    const inside = await receiver(says(OK));
    for (const status of [301, 302, 303, 307, 308]) {
      const text = `HTTP/1.1 ${status} X\r\nLocation: ${inside.url}\r\nContent-Length: 0\r\n\r\n`;
      expect(await answerTo(text)).toMatchObject({ status, body: '' });
    }
    expect(inside.connections).toBe(0);
  });

  it('is kept to its first KiB, and read to 64 KiB so that the connection lives', async () => {
    const length = 65_536;
    const text = `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${'a'.repeat(length)}`;
    const made = await receiver(says(text));
    const fetch = fetchWith({ connectionsPerOrigin: 1 });
    for (let n = 0; n < 3; n += 1) {
      expect(await fetch.post(made.url, BODY)).toMatchObject({ body: 'a'.repeat(1_024) });
    }
    expect([made.requests, made.connections, made.open.size]).toEqual([3, 1, 1]);
  });

  it('is cut off behind 64 KiB, and counts', async () => {
    const endless = await receiver(forEver(`HTTP/1.1 200 OK\r\n\r\n`, 'a'.repeat(16_384), 1));
    const fetch = fetchWith();
    expect(await fetch.post(endless.url, BODY)).toMatchObject({ status: 200, body: 'a'.repeat(1_024) });
    await endless.allClosed();
    expect(await fetch.post(endless.url, BODY)).toMatchObject({ status: 200 });
  });

  it('has to begin in time', async () => {
    expect(await failureOf(() => undefined, { headersMs: 50 })).toEqual([
      ...['SendError', 'timeout', 'The answer did not come in time.'],
    ]);
  });

  const LATE = ['SendError', 'timeout', 'There was no whole answer in time.'];
  it.each([
    ['headers that drip', forEver('HTTP/1.1 200 OK\r\n', 'X: y\r\n', 5)],
    ['hints without end', forEver('', 'HTTP/1.1 103 Early Hints\r\n\r\n', 5)],
    ['a body that drips', forEver('HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n', 'a', 5)],
    ['chunks that drip', forEver(CHUNKED, '1\r\na\r\n', 5)],
    ['silence', (): void => undefined],
  ])('has to be whole in time, whatever comes meanwhile: %s', async (_what, behaviour) => {
    expect(await failureOf(behaviour, { totalMs: 200 })).toEqual(LATE);
    await receivers[0]?.allClosed();
  });

  it.each([
    ['a header of 20 kB', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['20 kB of headers', `HTTP/1.1 200 OK\r\n${'Name: 1234567890\r\n'.repeat(1_400)}\r\n`],
    ['20 kB of trailers', `${CHUNKED}0\r\n${'Name: 1234567890\r\n'.repeat(1_400)}\r\n`],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    [
      'a body too many',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a chunk of no size', `${CHUNKED}zz\r\n`],
  ])('has to be HTTP of bearable size: %s', async (_what, text) => {
    expect(await failureOf(says(text))).toMatchObject(['SendError', 'answer_invalid', expect.any(String)]);
    await receivers[0]?.allClosed();
  });

  it.each([
    ['before it', (): string => ''],
    ['in its headers', (): string => 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['in its body', (): string => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['in its chunks', (): string => `${CHUNKED}5\r\nhe`],
    [
      'for another protocol',
      (): string => 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    ],
  ])('has to come whole: the connection is reset or ended %s', async (_what, text) => {
    const broken = ['SendError', 'connection_broken', 'The connection ended before the answer did.'];
    const reset: Behaviour = (socket) => {
      socket.write(text(), () => setImmediate(() => socket.resetAndDestroy()));
    };
    const end: Behaviour = (socket) => {
      socket.end(text());
    };
    expect([await failureOf(reset), await failureOf(end)]).toEqual([broken, broken]);
  });

  it('to a refused connection is none', async () => {
    const gone = await receiver(says(OK));
    await gone.stop();
    receivers.pop();
    await expect(fetchWith().post(gone.url, BODY)).rejects.toMatchObject({
      ...{ name: 'SendError', code: 'connection_refused', durationMs: expect.any(Number) },
    });
  });
});

describe('connections', () => {
  let receiver: Receiver;
  afterEach(() => receiver.stop());
  const posts = (fetch: SafeFetch, count: number): Promise<unknown> =>
    Promise.all(Array.from({ length: count }, () => fetch.post(receiver.url, BODY)));

  it('are used again, one request at a time, and no more of them than the limit', async () => {
    let running = 0;
    let most = 0;
    receiver = await Receiver.start((socket) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        socket.write(OK);
      }, 2);
    });
    const fetch = new SafeFetch({
      ...{ allowTargets: new IpRanges(['127.0.0.0/8']), limits: { connectionsPerOrigin: 4 } },
    });
    await posts(fetch, 50);
    expect({ most, connections: receiver.connections, requests: receiver.requests }).toEqual({
      ...{ most: 4, connections: 4, requests: 50 },
    });
    await fetch.close();
    await receiver.allClosed();
  });

  it('are dropped when they were not used for a while, whatever the receiver offers', async () => {
    receiver = await Receiver.start(
      says(
        'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=600\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n',
      ),
    );
    const fetch = new SafeFetch({ allowTargets: new IpRanges(['127.0.0.0/8']), limits: { idleMs: 50 } });
    await posts(fetch, 1);
    await receiver.allClosed();
    expect(receiver.connections).toBe(1);
    await fetch.close();
  });

  it('of the origin that was used longest ago go first, when there are too many origins', async () => {
    receiver = await Receiver.start(says(OK));
    const others = await Promise.all([1, 2].map(() => Receiver.start(says(OK))));
    const fetch = new SafeFetch({ allowTargets: new IpRanges(['127.0.0.0/8']), limits: { origins: 2 } });
    await posts(fetch, 1);
    await fetch.post(others[0]?.url ?? '', BODY);
    await posts(fetch, 1);
    await fetch.post(others[1]?.url ?? '', BODY);
    await others[0]?.allClosed();
    expect([receiver.open.size, receiver.connections, others[1]?.open.size]).toEqual([1, 1, 1]);
    await fetch.close();
    await Promise.all(others.map((other) => other.stop()));
  });

  it('that come about too late send nothing', async () => {
    receiver = await Receiver.start(says(OK));
    const resolver = {
      resolve4: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return ['127.0.0.1'];
      },
      resolve6: () => Promise.resolve([]),
    };
    const fetch = new SafeFetch({
      ...{ allowTargets: new IpRanges(['127.0.0.0/8']), resolver, limits: { totalMs: 20 } },
    });
    const url = receiver.url.replace('127.0.0.1', 'slow.example');
    await expect(fetch.post(url, BODY)).rejects.toMatchObject({ code: 'timeout' });
    await fetch.close();
    expect(receiver.requests).toBe(0);
  });
});
