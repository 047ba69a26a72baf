import { expectHouseHeaders } from '../http/expect-problem';
import { call } from '../support/customer';
import type { Answer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

const LISTED = 'https://app.example.com';
const TENANT = '/v1/tenant';

describe('pages on other origins', () => {
  let open: TestApi;
  let closed: TestApi;
  beforeAll(async () => {
    open = await startTestApi({ corsOrigins: ['http://localhost:5173', LISTED] });
    closed = await startTestApi();
  });
  afterAll(async () => {
    await open.stop();
    await closed.stop();
  });

  const preflight = (api: TestApi, origin: string): Promise<Answer> =>
    call(api.url, TENANT, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'PATCH',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
  const ofCors = ({ headers }: Answer): string[] =>
    [...headers.keys()].filter((name) => name.startsWith('access-control-')).sort();

  it('may call and read if they are listed, without cookies', async () => {
    const asked = await preflight(open, LISTED);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(asked.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Idempotency-Key/);
    expectHouseHeaders(asked.headers);

    const answer = await call(open.url, TENANT, { headers: { Origin: LISTED } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(answer.headers.get('vary')).toBe('Origin');
    const readable = answer.headers.get('access-control-expose-headers')?.split(',');
    expect(readable).toEqual(
      expect.arrayContaining([
        'Trace-Id',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'Idempotent-Replayed',
      ]),
    );
    for (const { headers } of [asked, answer])
      expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    'https://app.example.com.evil.test',
    'https://evil.test',
    'http://app.example.com',
    'https://APP.example.com',
    'null',
    `${LISTED}/`,
    `${LISTED}:443`,
  ])('are let read nothing if they are %s', async (origin) => {
    for (const answer of [
      await preflight(open, origin),
      await call(open.url, TENANT, { headers: { Origin: origin } }),
    ])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('are let nothing at all where none is listed', async () => {
    const asked = await preflight(closed, LISTED);
    expect([asked.status, asked.body.code]).toEqual([405, 'method_not_allowed']);
    expect(ofCors(asked)).toEqual([]);
    expect(ofCors(await call(closed.url, TENANT, { headers: { Origin: LISTED } }))).toEqual([]);
  });
});
