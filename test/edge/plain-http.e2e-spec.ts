import { parseId } from '@libs/ids/typeid';
import { createApiKeySecret } from '../../src/auth/api-key-secret';
import { expectHouseHeaders } from '../http/expect-problem';
import { exchange } from '../http/raw-exchange';
import { call, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { CertificateFolder, makeCertificate } from './certificates';
import { setClock } from '../support/set-clock';

const PUBLIC_URL = 'https://api.trustflow.test';
const HOUR_MS = 3_600_000;

interface Told {
  readonly events: readonly { readonly data: Readonly<Record<string, unknown>> }[];
  readonly entries: readonly { readonly actor_type: string; readonly network: string }[];
}

describe('plain HTTP where the API is called over HTTPS', () => {
  const files = new CertificateFolder().write(makeCertificate());
  let database: TestDatabase;
  /** Behind a proxy that speaks TLS; the same database, so that keys can be made. */
  let behindProxy: TestApi;
  let api: TestApi;
  let plain: string;
  beforeAll(async () => {
    const { certFile, keyFile } = files;
    database = await createTestDatabase();
    behindProxy = await startTestApi({ publicUrl: PUBLIC_URL, trustProxy: ['127.0.0.0/8'] }, database);
    api = await startTestApi(
      { publicUrl: PUBLIC_URL, tls: { certFile, keyFile, redirectPort: 0 } },
      database,
    );
    plain = `http://127.0.0.1:${api.redirectPort ?? 0}`;
  });
  afterAll(async () => {
    await api.stop();
    await behindProxy.stop();
    await database.drop();
    files.remove();
  });

  it.each([
    ['GET', '/v1/evaluations?limit=2', '/v1/evaluations?limit=2'],
    ['POST', '/v1/signup', '/v1/signup'],
    ['GET', '//evil.test/%2e%2e', '//evil.test/%2e%2e'],
    ['GET', '/\\evil.test', '/\\evil.test'],
    ['GET', 'http://evil.test/docs?q=1', '/docs?q=1'],
    ['GET', 'http://evil.test', '/'],
    ['OPTIONS', '*', '/'],
    ['GET', '/@evil.test', '/@evil.test'],
  ])(
    '%s %s is led to the public URL, never to where the request points',
    async (method, target, location) => {
      const head = `${method} ${target} HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: evil.test\r\nX-Forwarded-Proto: https\r\nContent-Length: 0\r\n\r\n`;
      const [answer] = await exchange(api.redirectPort ?? 0, [head]);
      expect([answer?.status, answer?.headers.get('location')]).toEqual([308, PUBLIC_URL + location]);
      expect(answer?.headers.get('connection')).toBe('close');
      expectHouseHeaders(answer?.headers ?? new Headers());
    },
  );

  it('with nonsense instead of HTTP is answered as everywhere', async () => {
    const [answer] = await exchange(api.redirectPort ?? 0, ['NONSENSE\r\n\r\n']);
    expect(answer?.status).toBe(400);
    expectHouseHeaders(answer?.headers ?? new Headers());
  });

  it.each<[string, (key: string) => [path: string, headers: Record<string, string>]]>([
    ['as it should be', (key) => ['/v1/tenant', { Authorization: `Bearer ${key}` }]],
    ['in lower case', (key) => ['/v1/tenant', { authorization: `bearer ${key}` }]],
    ['under another scheme', (key) => ['/', { Authorization: `Token token=${key}` }]],
    ['without a scheme', (key) => ['/', { Authorization: key }]],
    ['as a user name', (key) => ['/', { Authorization: `Basic ${btoa(`${key}:`)}` }]],
    ['in another header', (key) => ['/', { 'X-Api-Key': key }]],
    ['in a cookie', (key) => ['/', { Cookie: `a=b; key=${key}` }]],
    ['in the query', (key) => [`/v1/tenant?api_key=${key}`, {}]],
    ['in the query, escaped', (key) => [`/nowhere?k=${key.replaceAll('_', '%5f')}&x=%ff`, {}]],
    ['in the path', (key) => [`/v1/${key}`, {}]],
  ])('refuses a key %s, and tells its owner', async (_where, requestOf) => {
    const customer = await aCustomer();
    const [path, headers] = requestOf(customer.key);
    const answer = await call(plain, path, { headers });
    expectRefused(answer);
    await untilTold(customer, 1);
    const { events, entries } = await told(customer);
    expect(entries).toEqual([{ actor_type: 'system', network: '127.0.0.1' }]);
    const [event] = events;
    expect(event?.data).toMatchObject({
      id: expect.stringMatching(/^key_/),
      exposure: { over: 'http', network: '127.0.0.1', traceId: answer.headers.get('trace-id') },
    });
    expect(JSON.stringify(events)).not.toContain(customer.key);
  });

  it('does not read what is sent with it', async () => {
    const customer = await aCustomer();
    const answer = await call(plain, '/v1/evaluations', {
      method: 'POST',
      headers: { Authorization: `Bearer ${customer.key}` },
      body: { transactionId: 'never' },
    });
    expectRefused(answer);
  });

  it('tells of a key once an hour, however often and wherever it comes', async () => {
    const customer = await aCustomer();
    const send = (): Promise<Answer> =>
      call(plain, '/v1/tenant', { headers: { Authorization: customer.key } });
    const answers = await Promise.all(Array.from({ length: 12 }, send));
    answers.forEach(expectRefused);
    await untilTold(customer, 1);
    await call(behindProxy.url, '/v1/tenant', {
      headers: { Authorization: customer.key, 'X-Forwarded-Proto': 'http' },
    });
    await settled();
    expect((await told(customer)).events).toHaveLength(1);

    setClock(api.app, Date.now() + HOUR_MS + 1_000);
    await send();
    await untilTold(customer, 2);
    expect((await told(customer)).entries).toHaveLength(2);
  });

  it('refuses a key of nobody, a mistyped and a revoked one, and tells nobody', async () => {
    const customer = await aCustomer();
    await database.query('update api_keys set revoked_at = now() where tenant_id = $1', [
      parseId('tenant', customer.tenantId),
    ]);
    const before = await countTold();
    for (const key of [createApiKeySecret('live'), `${customer.key.slice(0, -1)}_`, customer.key]) {
      expectRefused(await call(plain, '/v1/tenant', { headers: { Authorization: `Bearer ${key}` } }));
    }
    await settled();
    expect(await countTold()).toEqual(before);
  });

  describe('that a proxy speaks for us', () => {
    it.each(['http', 'HTTP', 'http, https'])('is refused a key where it says "%s"', async (said) => {
      const customer = await aCustomer();
      const headers = { Authorization: `Bearer ${customer.key}`, 'X-Forwarded-Proto': said };
      expectRefused(await call(behindProxy.url, '/v1/tenant', { headers }));
      await untilTold(customer, 1);
    });

    it('is led to the public URL without one', async () => {
      const { status, headers } = await call(behindProxy.url, '/docs', {
        headers: { 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.test' },
      });
      expect([status, headers.get('location')]).toEqual([308, `${PUBLIC_URL}/docs`]);
    });

    it.each([
      ['it says https', { 'X-Forwarded-Proto': 'https' }],
      ['it says nothing, as a probe from inside', {}],
    ])('is answered where %s', async (_what, said) => {
      const customer = await aCustomer();
      const headers = { Authorization: `Bearer ${customer.key}`, ...said };
      expect((await call(behindProxy.url, '/v1/tenant', { headers })).status).toBe(200);
    });
  });

  async function aCustomer(): Promise<Customer> {
    return signUp(behindProxy.url);
  }

  function expectRefused({ status, headers, body }: Answer): void {
    expect([status, body.code, body.detail]).toEqual([
      403,
      'https_required',
      `An API key was sent over plain HTTP, where others can read it. Replace the key, and call ${PUBLIC_URL}.`,
    ]);
    expect(headers.get('connection')).toBe('close');
    expectHouseHeaders(headers);
  }

  async function told({ tenantId }: Pick<Customer, 'tenantId'>): Promise<Told> {
    const tenant = [parseId('tenant', tenantId)];
    const events = `select data from events where tenant_id = $1 and type = 'security.key_exposed'`;
    const entries = `select actor_type, network from audit_entries where tenant_id = $1 and action = 'key.exposed'`;
    return { events: await database.query(events, tenant), entries: await database.query(entries, tenant) };
  }

  async function countTold(): Promise<unknown> {
    return database.query(`select count(*) from events where type = 'security.key_exposed'`);
  }

  /** It is told beside the answer. */
  async function untilTold(customer: Customer, times: number): Promise<void> {
    while ((await told(customer)).events.length < times) await settled();
  }

  async function settled(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
});
