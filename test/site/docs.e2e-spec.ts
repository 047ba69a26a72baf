import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import { expectHouseHeaders } from '../http/expect-problem';
import { exchange } from '../http/raw-exchange';
import { call } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

const PAGE_POLICY =
  "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self'";
const CODES = Object.keys(PROBLEM_CATALOGUE);
const PAGES = ['/docs', '/problems', '/security', ...CODES.map((code) => `/problems/${code}`)];

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

describe('the pages', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it.each(PAGES)(
    '%s runs under the strict policy: nothing in it is inline or from elsewhere',
    async (path) => {
      const { status, headers, body } = await call(api.url, path);
      expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers.get('Content-Security-Policy')).toBe(PAGE_POLICY);
      // What a code block shows is text.
      expect(String(body).replace(/<pre>[^]*?<\/pre>/g, '')).not.toMatch(
        /<style|\sstyle=|\son\w+=|javascript:|https?:|<script(?![^>]* src=)/i,
      );
      expect(body).toMatch(/<title>[^<]+ · TrustFlow<\/title>/);
    },
  );

  it('name no asset that is not there, of its right type and cached', async () => {
    const html = (await Promise.all(PAGES.map((path) => call(api.url, path)))).map(({ body }) =>
      String(body),
    );
    const assets = new Set(
      html.flatMap((page) =>
        [...page.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path ?? ''),
      ),
    );
    expect([...assets].sort()).toEqual([
      '/docs/icon.svg',
      '/docs/site.css',
      '/docs/start.js',
      '/docs/swagger-ui-bundle.js',
      '/docs/swagger-ui.css',
    ]);
    for (const path of assets) {
      const { status, headers, body } = await call(api.url, path);
      expect([path, status, headers.get('Content-Type')]).toEqual([
        path,
        200,
        TYPES[path.replace(/^.*\./, '')],
      ]);
      expect(headers.get('Cache-Control')).toBe('public, max-age=3600');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(String(body).length).toBeGreaterThan(100);
    }
  });

  it('lead from one to the other: no link of theirs ends nowhere', async () => {
    const html = (await Promise.all(PAGES.map((path) => call(api.url, path)))).map(({ body }) =>
      String(body),
    );
    const links = new Set(
      html.flatMap((page) => [...page.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, path]) => path ?? '')),
    );
    expect([...links]).toEqual(
      expect.arrayContaining(['/docs', '/problems', '/openapi.json', '/problems/not_found']),
    );
    for (const path of links) expect([path, (await call(api.url, path)).status]).toEqual([path, 200]);
  });

  it('begin at the explorer', async () => {
    const { status, headers } = await call(api.url, '/');
    expect([status, headers.get('Location')]).toEqual([302, '/docs']);
  });

  it('keep the key of the explorer in its memory alone', async () => {
    const { body } = await call(api.url, '/docs/start.js');
    expect(body).toContain('persistAuthorization: false');
    expect(body).not.toMatch(/localStorage|sessionStorage|cookie/);
  });

  it('say of a problem what it means and how to mend it, its code being the only thing to know', async () => {
    const { body } = await call(api.url, '/problems/api_key_missing');
    const { meaning } = PROBLEM_CATALOGUE.api_key_missing;
    expect(body).toContain(meaning);
    // What looks like a tag in a remedy is text.
    expect(body).toContain('Send &quot;Authorization: Bearer &lt;key&gt;&quot;.');
  });

  it.each<[string, () => Promise<Response>]>([
    ['api_key_missing', () => fetch(`${api.url}/v1/evaluations`, { method: 'POST' })],
    ['method_not_allowed', () => fetch(`${api.url}/v1/evaluations`, { method: 'DELETE' })],
    ['uri_too_long', () => fetch(`${api.url}/v1/evaluations?${'x'.repeat(9_000)}`)],
    ['headers_too_large', () => fetch(`${api.url}/v1/evaluations`, { headers: { A: 'x'.repeat(17_000) } })],
  ])('show %s as a call really gets it', async (code, ask) => {
    const answer = (await (await ask()).json()) as { detail: string };
    const { body } = await call(api.url, `/problems/${code}`);
    const [, shown = ''] = /<pre><code>([^]*?)<\/code>/.exec(String(body)) ?? [];
    const json = shown.slice(shown.indexOf('{')).replaceAll('&quot;', '"');
    expect(JSON.parse(json)).toEqual({
      ...answer,
      traceId: expect.any(String),
      instance: '/v1/evaluations',
    });
  });

  it('name the calls that answer with a problem', async () => {
    const { body } = await call(api.url, '/problems/policy_invalid');
    expect(body).toContain('<code>POST /v1/policies/{id}/activate</code>');
    expect((await call(api.url, '/problems/uri_too_long')).body).toContain('Any call.');
  });

  it('tell whom to write to of a hole, in text for programs too', async () => {
    const { status, headers, body } = await call(api.url, '/.well-known/security.txt');
    expect([status, headers.get('Content-Type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(body).toMatch(/^Contact: mailto:security@localhost\nExpires: \d{4}-\d\d-\d\dT00:00:00.000Z\n/);
    expectHouseHeaders(headers);
    expect((await call(api.url, '/security')).body).toContain('<code>mailto:security@localhost</code>');
  });

  it.each([
    '/docs/nothing.js',
    '/docs/package.json',
    '/problems/nothing',
    '/problems/constructor',
    '/docs/__proto__',
  ])('%s is a problem like every other', async (path) => {
    const { status, body } = await call(api.url, path);
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it.each([
    '/docs/../package.json',
    '/docs/..%2f..%2fpackage.json',
    '/docs/..%2Fswagger-ui-dist%2Fpackage.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs/..\\package.json',
  ])('%s leads out of no folder', async (path) => {
    const port = Number(new URL(api.url).port);
    const [answer] = await exchange(port, [`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`]);
    expect([path, answer?.status]).toEqual([path, 404]);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'not_found' });
  });

  it.each(['/openapi.json', '/health/live', '/v1/tenant', '/v1/nothing', '/docsx'])(
    '%s is no page: it keeps the strict policy',
    async (path) => {
      expectHouseHeaders((await call(api.url, path)).headers);
    },
  );
});
