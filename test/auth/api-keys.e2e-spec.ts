import { setTimeout as sleep } from 'node:timers/promises';
import { createApiKeySecret, digestOf } from '../../src/auth/api-key-secret';
import { aTransaction, call, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { uuidOfTenant } from '../evaluation/books';
import { plantKey } from './planted-key';

let database: TestDatabase;
let apis: readonly [TestApi, TestApi];
let customer: Customer;

beforeAll(async () => {
  database = await createTestDatabase();
  apis = await Promise.all([startTestApi({}, database), startTestApi({}, database)]);
});
beforeEach(async () => {
  customer = await signUp(apis[0].url);
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await database.drop();
});

function tenantWith(authorization: string | undefined, url = apis[0].url): Promise<Answer> {
  return call(url, '/v1/tenant', {
    headers: authorization === undefined ? {} : { Authorization: authorization },
  });
}

const withWrongChecksum = (secret: string): string =>
  secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');

function expectRefusal(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  const challenge = answer.headers.get('WWW-Authenticate');
  const error = code === 'api_key_missing' ? '' : ', error="invalid_token"';
  expect(challenge).toBe(status === 401 ? `Bearer realm="trustflow"${error}` : null);
}

describe('a request is refused', () => {
  it('without a key', async () => {
    expectRefusal(await tenantWith(undefined), 401, 'api_key_missing');
  });

  it.each([
    ['nothing behind Bearer', () => 'Bearer'],
    ['another scheme', () => `Basic ${Buffer.from(customer.key).toString('base64')}`],
    ['no scheme', () => customer.key],
    ['a key that is cut short', () => `Bearer ${customer.key.slice(0, -1)}`],
    ['a key with something behind it', () => `Bearer ${customer.key} x`],
    ['a wrong checksum', () => `Bearer ${withWrongChecksum(customer.key)}`],
    ['the mode of a key changed', () => `Bearer ${customer.key.replace('tf_live_', 'tf_test_')}`],
    [
      'two letters changed places',
      () => `Bearer ${customer.key.replace(/(?<=^tf_live_.*)(.)((?!\1).)/, '$2$1')}`,
    ],
    ['a well-formed key of nobody', () => `Bearer ${createApiKeySecret('live')}`],
    ['a long text', () => `Bearer ${'x'.repeat(4_000)}`],
  ])('with %s, and is not told more', async (_, authorization) => {
    const answer = await tenantWith(authorization());
    expectRefusal(answer, 401, 'api_key_invalid');
    expect(answer.body.detail).toBe('There is no such API key.');
  });

  it('with the key in the query, where logs would keep it', async () => {
    const answer = await call(apis[0].url, `/v1/tenant?api_key=${customer.key}&access_token=${customer.key}`);
    expectRefusal(answer, 401, 'api_key_missing');
  });

  it('with an expired key, from the moment on at which it expires', async () => {
    const expiresAt = new Date(Date.now() + 3_000);
    const secret = await plantKey(database, customer.tenantId, { expiresAt });
    expect((await tenantWith(`Bearer ${secret}`)).status).toBe(200);
    await sleep(expiresAt.getTime() - Date.now() + 1);
    expectRefusal(await tenantWith(`Bearer ${secret}`), 401, 'api_key_expired');
  });

  it.each([
    ['evaluations:read', 'POST', '/v1/evaluations', 'evaluations:write'],
    ['evaluations:write', 'GET', '/v1/evaluations', 'evaluations:read'],
    ['evaluations:write', 'GET', '/v1/evaluations/eval_1', 'evaluations:read'],
    ['tenant:write', 'GET', '/v1/tenant', 'tenant:read'],
  ])('with a key that has %s only, at %s %s', async (scope, method, path, needed) => {
    const key = await plantKey(database, customer.tenantId, { scopes: [scope] });
    const body = method === 'POST' ? { body: aTransaction() } : {};
    const answer = await call(apis[0].url, path, {
      method,
      headers: { Authorization: `Bearer ${key}` },
      ...body,
    });
    expectRefusal(answer, 403, 'scope_missing');
    expect(answer.body.detail).toContain(needed);
  });
});

describe('a key', () => {
  it('is taken whichever way Bearer is written', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER ']) {
      expect((await tenantWith(`${scheme} ${customer.key}`)).status).toBe(200);
    }
  });

  it('does what its scopes say', async () => {
    const scopes = ['evaluations:read', 'evaluations:write'];
    const own = customerWith(apis[0].url, await plantKey(database, customer.tenantId, { scopes }));
    const made = await own.post('/v1/evaluations', aTransaction());
    expect(made.status).toBe(201);
    expect((await own.get(`/v1/evaluations/${made.body.id}`)).status).toBe(200);
    expect((await own.get('/v1/tenant')).status).toBe(403);
  });

  it('of the sandbox is of another tenant than that of the live one', async () => {
    const live = await tenantWith(`Bearer ${customer.key}`);
    const sandbox = await tenantWith(`Bearer ${customer.sandboxKey}`);
    expect([live.body.mode, sandbox.body.mode]).toEqual(['live', 'test']);
    expect(customer.sandboxKey).toMatch(/^tf_test_/);
    expect(sandbox.body.id).not.toBe(live.body.id);
  });
});

/** Every process answers with the code before a second has passed. */
async function expectRefusalSoon(code: string, key: string): Promise<void> {
  const startedAt = performance.now();
  for (const { url } of apis) {
    let answer = await tenantWith(`Bearer ${key}`, url);
    while (answer.body.code !== code && performance.now() - startedAt < 3_000) {
      await sleep(5);
      answer = await tenantWith(`Bearer ${key}`, url);
    }
    expectRefusal(answer, code === 'tenant_suspended' ? 403 : 401, code);
  }
  expect(performance.now() - startedAt).toBeLessThan(1_000);
}

describe('every process, though it remembers the key,', () => {
  beforeEach(async () => {
    for (const { url } of apis) await tenantWith(`Bearer ${customer.key}`, url);
  });

  const revoke = (): Promise<unknown> =>
    database.query('update api_keys set revoked_at = now() where secret_digest = $1', [
      digestOf(customer.key),
    ]);

  it('refuses a revoked one within a second', async () => {
    await revoke();
    await expectRefusalSoon('api_key_revoked', customer.key);
  });

  it('does so too when the connection that listens for changes breaks just before', async () => {
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'trustflow-listen' and datname = current_database()`,
    );
    await revoke();
    await expectRefusalSoon('api_key_revoked', customer.key);
  });

  it('refuses a suspended tenant within a second, and takes it again afterwards', async () => {
    const suspend = (at: string): Promise<unknown> =>
      database.query(`update tenants set suspended_at = ${at} where tenant_id = $1`, [
        uuidOfTenant(customer.tenantId),
      ]);
    await suspend('now()');
    await expectRefusalSoon('tenant_suspended', customer.key);
    expectRefusal(await tenantWith(`Bearer ${customer.key}`), 403, 'tenant_suspended');
    expect((await tenantWith(`Bearer ${customer.sandboxKey}`)).status).toBe(200);
    await suspend('null');
    await sleep(1_000);
    for (const { url } of apis) expect((await tenantWith(`Bearer ${customer.key}`, url)).status).toBe(200);
  });
});
