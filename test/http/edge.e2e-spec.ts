import type { ProblemBody } from '@libs/http/problem-body';
import { startEdgeApp } from './edge-app';
import type { EdgeApp } from './edge-app';
import { expectHouseHeaders, expectProblem, expectProblemFrom } from './expect-problem';
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

async function expectRawProblem(pieces: string[], expected: [number, string]): Promise<ProblemBody> {
  const answers = await exchange(edge.port, pieces);
  expect(answers).toHaveLength(1);
  const [answer] = answers;
  return expectProblem(
    { status: answer?.status ?? 0, headers: answer?.headers ?? new Headers(), text: answer?.body ?? '' },
    expected,
  );
}

describe('a good answer', () => {
  it('carries the security headers and a trace id', async () => {
    const response = await fetchEdge('/v1/things/1');
    expect(response.status).toBe(200);
    expectHouseHeaders(response.headers);
    expect(await response.json()).toEqual({ id: '1' });
  });

  it('is given whole to who asks for another version only: answers have none', async () => {
    const headers = {
      'If-None-Match': '*',
      'If-Modified-Since': new Date().toUTCString(),
      Range: 'bytes=0-1',
    };
    const response = await fetchEdge('/v1/things/1', { headers });
    expect([response.status, await response.json()]).toEqual([200, { id: '1' }]);
  });

  it('continues the trace of a valid traceparent and begins one for a malformed one', async () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    const continued = await fetchEdge('/v1/things/1', {
      headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` },
    });
    const begun = await fetchEdge('/v1/things/1', {
      headers: { traceparent: `00-${id}-0000000000000000-01` },
    });
    expect(continued.headers.get('trace-id')).toBe(id);
    expect(begun.headers.get('trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(begun.headers.get('trace-id')).not.toBe(id);
  });

  it('lets a page load what is its own, and nothing else', async () => {
    const { headers } = await fetchEdge('/docs');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self'",
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('is given to a client that waits for "100 Continue"', async () => {
    const body = '{"amount":1,"customer":{"id":"c"}}';
    const head = `POST /v1/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const answers = await exchange(edge.port, [head, body]);
    expect(answers.map(({ status }) => status)).toEqual([100, 201]);
  });
});

describe('a problem', () => {
  it('404 says that a path leads nowhere, and repeats the path without the query', async () => {
    const body = await expectProblemFrom(await fetchEdge('/v1/nothing?secret=1'), [404, 'not_found']);
    expect(body.instance).toBe('/v1/nothing');
  });

  it.each([
    ['DELETE', '/v1/things', 'GET, HEAD, POST'],
    ['OPTIONS', '/v1/things/1', 'GET, HEAD'],
    ['GET', '/v1/things/1/activate', 'POST'],
  ])('405 names the methods that %s %s may be called with', async (method, path, allow) => {
    const response = await fetchEdge(path, { method });
    await expectProblemFrom(response, [405, 'method_not_allowed']);
    expect(response.headers.get('allow')).toBe(allow);
  });

  it('401 challenges, with an error only if a key was sent', async () => {
    const missing = await fetchEdge('/v1/problems/api_key_missing');
    const expired = await fetchEdge('/v1/problems/api_key_expired');
    await expectProblemFrom(missing, [401, 'api_key_missing']);
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="trustflow"');
    expect(expired.headers.get('www-authenticate')).toBe('Bearer realm="trustflow", error="invalid_token"');
  });

  it('429 is what the throttler throws', async () => {
    await expectProblemFrom(await fetchEdge('/v1/limited'), [429, 'rate_limited']);
  });

  it('500 tells nothing of the error, which is logged with its stack under the trace id', async () => {
    edge.takeLog();
    const response = await fetchEdge('/v1/fails');
    const body = await expectProblemFrom(response, [500, 'internal_error']);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(edge.takeLog()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        traceId: body.traceId,
        route: '/v1/fails',
        err: expect.objectContaining({ stack: expect.stringContaining('edge-app') }),
      }),
    );
  });

  it('an error after the answer began cuts the connection and stops nothing else', async () => {
    await expect(fetchEdge('/v1/fails-late').then((response) => response.text())).rejects.toThrow();
    expect((await fetchEdge('/v1/things/1')).status).toBe(200);
  });

  it('400 answers a path with a malformed percent escape', async () => {
    await expectProblemFrom(await fetchEdge('/v1/things/%FF'), [400, 'bad_request']);
  });

  it.each(['/v1/things/%00', '/v1/things/a%00.js', '/v1/things/1?q=%00'])(
    '400 answers NUL in %s',
    async (path) => {
      await expectProblemFrom(await fetchEdge(path), [400, 'bad_request']);
    },
  );

  it('414 answers a long URL', async () => {
    await expectProblemFrom(await fetchEdge(`/v1/things/1?q=${'x'.repeat(8200)}`), [414, 'uri_too_long']);
  });

  it('HEAD gets the same headers and no body', async () => {
    const response = await fetchEdge('/v1/nothing', { method: 'HEAD' });
    expect(response.status).toBe(404);
    expectHouseHeaders(response.headers);
    expect(await response.text()).toBe('');
  });
});

const POST = 'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n';

describe('what no HTTP parser takes', () => {
  it.each<[string, string[], [number, string]]>([
    ['a malformed request line', ['NONSENSE\r\n\r\n'], [400, 'bad_request']],
    ['a malformed header', ['GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n'], [400, 'bad_request']],
    [
      'two ways to tell the length',
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
      [400, 'bad_request'],
    ],
    [
      'headers over 16 KiB',
      [`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`],
      [431, 'headers_too_large'],
    ],
    ['a URL over 16 KiB', [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`], [414, 'uri_too_long']],
    [
      'more headers than a hundred',
      [`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${'A: 1\r\n'.repeat(99)}\r\n`],
      [431, 'headers_too_large'],
    ],
    [
      'thousands of empty headers',
      [`GET / HTTP/1.1\r\n${'A:\r\n'.repeat(3000)}Host: x\r\nConnection: close\r\n\r\n`],
      [431, 'headers_too_large'],
    ],
    ['CONNECT', ['CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: x\r\n\r\n'], [405, 'method_not_allowed']],
    [
      'TRACE',
      ['TRACE /v1/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
      [405, 'method_not_allowed'],
    ],
    ['HTTP/0.9', ['GET /v1/things/1\r\n\r\n'], [400, 'bad_request']],
    ['HTTP/2 without its preface', ['GET / HTTP/2.0\r\nHost: x\r\n\r\n'], [400, 'bad_request']],
    ['the preface of HTTP/2', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], [400, 'bad_request']],
    ['two Hosts', ['GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'], [400, 'bad_request']],
    ['a Host that is none', ['GET / HTTP/1.1\r\nHost: a b/c@d\r\n\r\n'], [400, 'bad_request']],
    [
      'two keys',
      ['GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n'],
      [400, 'bad_request'],
    ],
    ['two lengths', [`${POST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde`], [400, 'bad_request']],
    ['a length with a sign', [`${POST}Content-Length: +2\r\n\r\n{}`], [400, 'bad_request']],
    ['chunks in HTTP/1.0', [`${POST.replace('1.1', '1.0')}${CHUNKED}`], [400, 'bad_request']],
    [
      'chunks that are compressed',
      [`${POST}${CHUNKED.replace('chunked', 'gzip, chunked')}`],
      [400, 'bad_request'],
    ],
    [
      'chunks that may not be chunks',
      [`${POST}${CHUNKED.replace('chunked', 'xchunked')}`],
      [400, 'bad_request'],
    ],
    ['chunks behind a space', [`${POST}${CHUNKED.replace(':', ' :')}`], [400, 'bad_request']],
    ['chunks that end in a bare LF', [`${POST}${CHUNKED.replace('2\r\n', '2\n')}`], [400, 'bad_request']],
    ['lines that end in a bare LF', ['GET / HTTP/1.1\nHost: x\n\n'], [400, 'bad_request']],
    ['a bare CR', ['GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n'], [400, 'bad_request']],
    ['a folded header', ['GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n'], [400, 'bad_request']],
    ['NUL in a header', ['GET / HTTP/1.1\r\nHost: x\r\nA: b\0\r\n\r\n'], [400, 'bad_request']],
    [
      'trailers over 16 KiB',
      [`${POST}${CHUNKED.slice(0, -2)}A: ${'x'.repeat(20_000)}\r\n\r\n`],
      [431, 'headers_too_large'],
    ],
    ['a missing Host', ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n'], [400, 'bad_request']],
    [
      'an unknown expectation',
      ['GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: wonders\r\n\r\n'],
      [404, 'not_found'],
    ],
    [
      'an absolute URL',
      ['GET http://elsewhere.test/nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
      [404, 'not_found'],
    ],
    ['an asterisk', ['OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'], [404, 'not_found']],
    ['HTTP/1.0', ['GET /nowhere HTTP/1.0\r\n\r\n'], [404, 'not_found']],
  ])('%s is answered like everything else', async (_what, pieces, expected) => {
    await expectRawProblem(pieces, expected);
  });

  it('an upgrade is an ordinary request: there is nothing to upgrade to', async () => {
    const answers = await exchange(edge.port, [
      'GET /v1/things/1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expectHouseHeaders(answers[0]?.headers ?? new Headers());
  });

  it.each(['x', 'x:1', 'api.example.com:8443', '203.0.113.9', '[2001:db8::1]:443', 'a_b-c.test', ''])(
    'the Host "%s" is one',
    async (host) => {
      const answers = await exchange(edge.port, [
        `GET /v1/things/1 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200]);
    },
  );

  it('a malformed chunk is answered once, under the trace id of its request', async () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    const head = `POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\ntraceparent: 00-${id}-00f067aa0ba902b7-01\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const body = await expectRawProblem([`${head}zz\r\n`], [400, 'bad_request']);
    expect(body).toMatchObject({ traceId: id, instance: '/v1/things' });
  });

  it('a slow request is answered with 408', async () => {
    const server = edge.app.getHttpServer();
    const { headersTimeout, requestTimeout } = server;
    Object.assign(server, { headersTimeout: 200, requestTimeout: 200 });
    await expectRawProblem(['GET / HTTP/1.1\r\nHost: x\r\n'], [408, 'request_timeout']);
    const slowBody =
      'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
    await expectRawProblem([slowBody], [408, 'request_timeout']);
    Object.assign(server, { headersTimeout, requestTimeout });
  });

  it('nonsense after a good request on the same connection gets an answer of its own', async () => {
    const good = 'GET /v1/things/1 HTTP/1.1\r\nHost: x\r\n\r\n';
    const answers = await exchange(edge.port, [good, 'NONSENSE\r\n\r\n']);
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
  });

  it('nonsense on the heels of a request is never taken for the answer to it', async () => {
    const good = 'GET /v1/things/1 HTTP/1.1\r\nHost: x\r\n\r\n';
    const answers = await exchange(edge.port, [`${good}NONSENSE\r\n\r\n`]);
    expect(answers.map(({ status }) => status)).not.toContain(400);
  });
});

describe('the access log', () => {
  it('has one line for each request, which names the route and neither the URL nor the query', async () => {
    edge.takeLog();
    const response = await fetchEdge('/v1/things/c-42?q=c-43');
    await response.text();
    await fetchEdge('/v1/nothing/c-44').then((other) => other.text());
    await fetchEdge('/health/live').then((other) => other.text());
    await new Promise((resolve) => setTimeout(resolve, 20));
    const lines = edge.takeLog();
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'request',
        traceId: response.headers.get('trace-id'),
        method: 'GET',
        route: '/v1/things/:id',
        status: 200,
        durationMs: expect.any(Number),
        bytesIn: 0,
        bytesOut: expect.any(Number),
      },
      expect.objectContaining({ route: 'unmatched', status: 404, problem: 'not_found' }),
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/c-4\d/);
  });
});
