import type { Page } from '@libs/http/pagination';
import type { ProblemBody } from '@libs/http/problem-body';
import { startEdgeApp } from './edge-app';
import type { EdgeApp } from './edge-app';
import { expectProblem, expectProblemFrom } from './expect-problem';
import { exchange } from './raw-exchange';

let edge: EdgeApp;

beforeAll(async () => {
  edge = await startEdgeApp();
});

afterAll(async () => {
  await edge.app.close();
});

function fetchEdge(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${edge.port}${path}`, init);
}

function postJson(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetchEdge(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

async function expectRawProblem(pieces: string[], expected: [number, string]): Promise<ProblemBody> {
  const answers = await exchange(edge.port, pieces);
  expect(answers).toHaveLength(1);
  const [answer] = answers;
  return expectProblem(
    { status: answer?.status ?? 0, headers: answer?.headers ?? new Headers(), text: answer?.body ?? '' },
    expected,
  );
}

describe('a body', () => {
  const good = { amount: 1, customer: { id: 'c' } };

  it('is read into the DTO', async () => {
    const response = await postJson('/v1/things', JSON.stringify(good), {
      'content-type': 'application/json; charset=UTF-8',
    });
    expect([response.status, await response.json()]).toEqual([201, good]);
  });

  it.each([
    ['{"amount":1,"amount":2}', 'The key "amount" stands twice in one object (line 1, column 13).'],
    ['{"amount":}', 'The JSON has a syntax error (line 1, column 11).'],
    ['', 'The body is empty.'],
  ])('is refused as JSON: %s', async (text, detail) => {
    const body = await expectProblemFrom(await postJson('/v1/things', text), [400, 'invalid_json']);
    expect(body.detail).toBe(detail);
  });

  it.each([
    ['of another type', { 'content-type': 'text/plain' }],
    ['of no type', { 'content-type': '' }],
    ['in another charset', { 'content-type': 'application/json; charset=latin1' }],
    ['that is compressed', { 'content-encoding': 'gzip' }],
  ])('%s is refused with 415', async (_what, headers) => {
    await expectProblemFrom(await postJson('/v1/things', '{}', headers), [415, 'unsupported_media_type']);
  });

  it('is taken up to 64 KiB, and up to 1 MiB where the path says so', async () => {
    const ofSize = (bytes: number): string => JSON.stringify({ items: [], pad: 'x'.repeat(bytes - 21) });
    expect(Buffer.byteLength(ofSize(65536))).toBe(65536);
    await expectProblemFrom(await postJson('/v1/things', ofSize(65536)), [422, 'validation_failed']);
    await expectProblemFrom(await postJson('/v1/things', ofSize(65537)), [413, 'body_too_large']);
    await expectProblemFrom(await postJson('/v1/batch', ofSize(1024 * 1024)), [422, 'validation_failed']);
    await expectProblemFrom(await postJson('/v1/batch', ofSize(1024 * 1024 + 1)), [413, 'body_too_large']);
  });

  it('that is far too large still gets its answer', async () => {
    await expectProblemFrom(await postJson('/v1/things', 'x'.repeat(8_000_000)), [413, 'body_too_large']);
  });

  it('that comes in chunks is counted as it comes', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head =
      'POST /v1/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n';
    await expectRawProblem(
      [`${head}Transfer-Encoding: chunked\r\n\r\n`, chunk, chunk, chunk, chunk, chunk, '0\r\n\r\n'],
      [413, 'body_too_large'],
    );
  });

  it('is not asked for if it would be too large', async () => {
    const head =
      'POST /v1/things HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n\r\n';
    const answers = await exchange(edge.port, [head]);
    expect(answers.map(({ status, headers }) => [status, headers.get('connection')])).toEqual([
      [413, 'close'],
    ]);
  });

  it('is not needed where a route takes none, and its bytes are there for a route that checks them', async () => {
    expect((await postJson('/v1/things/1/activate', '')).status).toBe(200);
    expect(await (await postJson('/v1/signed', '{"a":1,"a":2}')).json()).toEqual({ bytes: 13 });
    expect(await (await postJson('/v1/signed', '')).json()).toEqual({ bytes: 0 });
  });

  it('with a card number is refused, and the number stands neither in the answer nor in the log', async () => {
    edge.takeLog();
    const response = await postJson('/v1/things', '{"amount":1,"customer":{"id":"4242 4242-4242 4242"}}');
    const body = await expectProblemFrom(response, [422, 'card_number_not_accepted']);
    expect(body.errors).toMatchObject([{ in: 'body', pointer: '/customer/id' }]);
    expect(body.detail).toContain('prefix');
    expect(JSON.stringify([body, edge.takeLog()])).not.toContain('4242');
  });

  it('with a card number in one item of a batch spoils no other', async () => {
    const response = await postJson('/v1/batch', '{"items":["a",{"b":4242424242424242}]}');
    expect(await response.json()).toEqual({ codes: ['fine', 'card_number_not_accepted'] });
  });
});

describe('what is not valid', () => {
  it('is also a field that is called prototype', async () => {
    const sent = '{"amount":1,"prototype":{},"customer":{"id":"c","prototype":1}}';
    const body = await expectProblemFrom(await postJson('/v1/things', sent), [422, 'validation_failed']);
    expect(body.errors).toMatchObject([
      { pointer: '/prototype', code: 'unknown_field' },
      { pointer: '/customer/prototype', code: 'unknown_field' },
    ]);
  });

  it('is pointed at, field by field, without its value', async () => {
    const response = await postJson('/v1/things', '{"amount":"hush","customer":{"id":7,"a/b":1},"extra":1}');
    const body = await expectProblemFrom(response, [422, 'validation_failed']);
    expect(body.errors).toEqual(
      expect.arrayContaining([
        {
          in: 'body',
          pointer: '/amount',
          code: expect.stringMatching(/^(is_int|min|max)$/),
          detail: expect.any(String),
        },
        { in: 'body', pointer: '/customer/id', code: 'is_string', detail: 'id must be a string.' },
        { in: 'body', pointer: '/customer/a~1b', code: 'unknown_field', detail: 'There is no such field.' },
        { in: 'body', pointer: '/extra', code: 'unknown_field', detail: 'There is no such field.' },
      ]),
    );
    expect(JSON.stringify(body)).not.toContain('hush');
  });

  it('is listed up to fifty errors, and a long name is cut', async () => {
    const fields = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`${'k'.repeat(400)}${index}`, 1]),
    );
    const body = await expectProblemFrom(await postJson('/v1/things', JSON.stringify(fields)), [
      422,
      'validation_failed',
    ]);
    expect(body.errors).toHaveLength(50);
    expect(Math.max(...(body.errors ?? []).map(({ pointer }) => pointer.length))).toBe(256);
  });

  it.each(['null', '[]', '"text"', '1'])('is a body that is no object: %s', async (text) => {
    const body = await expectProblemFrom(await postJson('/v1/things', text), [422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ in: 'body', pointer: '', code: 'is_object' }]);
  });

  it.each([
    ['?limit=0', '/limit'],
    ['?limit=101', '/limit'],
    ['?limit=ten', '/limit'],
    ['?limit=1&limit=2', '/limit'],
    ['?cursor=nonsense', '/cursor'],
    ['?colour=red', '/colour'],
  ])('is the query %s', async (query, pointer) => {
    const body = await expectProblemFrom(await fetchEdge(`/v1/things${query}`), [422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ in: 'query', pointer }]);
  });

  it('is no page of a list that is read to its end', async () => {
    const seen: string[] = [];
    let query: string | undefined = '?limit=2';
    for (let pages = 0; query !== undefined && pages < 5; pages++) {
      const page = (await (await fetchEdge(`/v1/things${query}`)).json()) as Page<string>;
      seen.push(...page.data);
      query = page.nextCursor === null ? undefined : `?limit=2&cursor=${page.nextCursor}`;
    }
    expect(seen.map((id) => id[0])).toEqual(['1', '2', '3']);
  });
});
