import { crc32 } from 'node:zlib';
import { call, customerWith } from '../support/customer';
import type { Answer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from '../evaluation/books';

const GOOD = { organization: 'Acme Shop', email: 'ops@acme.example' };
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function signUpAt(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return call(url, '/v1/signup', { method: 'POST', body, headers });
}

describe('signing up', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ defaultPlan: 'free' });
  });
  afterAll(() => api.stop());

  it('answers with a live tenant, its sandbox and a key for each', async () => {
    const { status, body } = await signUpAt(api.url, GOOD);
    expect(status).toBe(201);
    const id = expect.stringMatching(/^tenant_[0-9a-hjkmnp-tv-z]{26}$/);
    const apiKey = (mode: string): object => ({
      id: expect.stringMatching(/^key_[0-9a-hjkmnp-tv-z]{26}$/),
      secret: expect.stringMatching(new RegExp(`^tf_${mode}_[0-9A-Za-z]{36}$`)),
      scopes: ['*'],
    });
    expect(body).toEqual({
      tenant: { id, name: 'Acme Shop', mode: 'live', plan: 'free' },
      apiKey: apiKey('live'),
      // Never billed, without a quota.
      sandbox: { tenant: { id, name: 'Acme Shop', mode: 'test', plan: 'unlimited' }, apiKey: apiKey('test') },
    });
    expect(body.sandbox.tenant.id).not.toBe(body.tenant.id);
  });

  it('makes keys that end in the CRC-32 of what stands before, in base62', async () => {
    const { body } = await signUpAt(api.url, GOOD);
    for (const secret of [body.apiKey.secret, body.sandbox.apiKey.secret] as string[]) {
      const value = [...secret.slice(-6)].reduce((sum, digit) => sum * 62 + BASE62.indexOf(digit), 0);
      expect(value).toBe(crc32(secret.slice(0, -6)));
    }
  });

  it('can be done twice with one address, for two tenants', async () => {
    const [first, second] = await Promise.all([signUpAt(api.url, GOOD), signUpAt(api.url, GOOD)]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.tenant.id).not.toBe(second.body.tenant.id);
  });

  it('shows the secrets then and never again', async () => {
    const { body } = await signUpAt(api.url, GOOD);
    const owner = customerWith(api.url, body.apiKey.secret as string);
    const { body: tenant } = await owner.get('/v1/tenant');
    expect(tenant).toMatchObject({ ...body.tenant, email: GOOD.email });
    const { body: keys } = await owner.get('/v1/api-keys');
    expect(JSON.stringify([tenant, keys])).not.toContain('tf_');
  });

  it('leaves an entry for each tenant and key in the trail, and no secret in it', async () => {
    const { body } = await signUpAt(api.url, GOOD);
    const rows = await api.database.query<{ action: string; entry: string }>(
      `select action, audit_entries::text as entry from audit_entries where tenant_id in ($1, $2) order by action`,
      [uuidOfTenant(body.tenant.id as string), uuidOfTenant(body.sandbox.tenant.id as string)],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...['key.created', 'key.created', 'tenant.created', 'tenant.created'],
    ]);
    expect(rows.map(({ entry }) => entry).join()).not.toContain('tf_');
  });

  it.each([
    ['no organization', { organization: undefined }, '/organization'],
    ['an empty one', { organization: '' }, '/organization'],
    ['one of white space', { organization: ' ' }, '/organization'],
    ['one of 129 characters', { organization: 'x'.repeat(129) }, '/organization'],
    ['one with a line feed', { organization: 'a\nb' }, '/organization'],
    ['one that is a number', { organization: 5 }, '/organization'],
    ['no e-mail address', { email: undefined }, '/email'],
    ['one without an @', { email: 'ops.acme.example' }, '/email'],
    ['two addresses', { email: 'a@acme.example,b@acme.example' }, '/email'],
    ['an address that is an object', { email: { a: 1 } }, '/email'],
    ['an address of 255 characters', { email: `${'a'.repeat(60)}@${'b.'.repeat(94)}example` }, '/email'],
    ['a field that doesn’t exist', { plan: 'unlimited' }, '/plan'],
  ])('with %s is refused, and the fault pointed at', async (_, over, pointer) => {
    const { status, body } = await signUpAt(api.url, { ...GOOD, ...over });
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ in: 'body', pointer }]);
  });

  it('takes an organization of 128 characters in any script', async () => {
    expect((await signUpAt(api.url, { ...GOOD, organization: '店'.repeat(128) })).status).toBe(201);
  });
});

describe('the limit on sign-ups', () => {
  it('is held for each address, says when to come back, and a made-up header doesn’t get around it', async () => {
    const api = await startTestApi({ signupLimitPerHour: 3 });
    try {
      for (let n = 0; n < 3; n += 1) expect((await signUpAt(api.url, GOOD)).status).toBe(201);
      for (const headers of [{}, { 'X-Forwarded-For': '203.0.113.7' }]) {
        const refused = await signUpAt(api.url, GOOD, headers);
        expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
        const retryAfterSeconds = Number(refused.headers.get('Retry-After'));
        expect(retryAfterSeconds).toBeGreaterThan(3_500);
        expect(retryAfterSeconds).toBeLessThanOrEqual(3_600);
      }
      await expect(api.database.query('select 1 from tenants')).resolves.toHaveLength(6);
    } finally {
      await api.stop();
    }
  });

  it('counts those apart whom a trusted proxy tells apart', async () => {
    const api = await startTestApi({ signupLimitPerHour: 1, trustProxy: 1 });
    try {
      const from = (ip: string): Promise<number> =>
        signUpAt(api.url, GOOD, { 'X-Forwarded-For': ip }).then(({ status }) => status);
      await expect(from('203.0.113.7')).resolves.toBe(201);
      await expect(from('203.0.113.7')).resolves.toBe(429);
      await expect(from('203.0.113.8')).resolves.toBe(201);
    } finally {
      await api.stop();
    }
  });
});
