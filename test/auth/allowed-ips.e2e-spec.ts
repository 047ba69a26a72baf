import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { askerOf, createKey } from './key-steps';
import type { Ask } from './key-steps';

jest.setTimeout(20_000);

let database: TestDatabase;
/** One that trusts the proxy before it, and one that stands by itself. */
let apis: { readonly behindProxy: TestApi; readonly bare: TestApi };
let ask: Ask;
let customer: Customer;

beforeAll(async () => {
  database = await createTestDatabase();
  const [behindProxy, bare] = await Promise.all([
    startTestApi({ trustProxy: 1 }, database),
    startTestApi({}, database),
  ]);
  apis = { behindProxy, bare };
  ask = askerOf(behindProxy.url);
});
beforeEach(async () => {
  customer = await signUp(apis.behindProxy.url);
});
afterAll(async () => {
  await Promise.all([apis.behindProxy.stop(), apis.bare.stop()]);
  await database.drop();
});

const from = (ip: string): Record<string, string> => ({ 'X-Forwarded-For': ip });
const codeOf = ({ status, body }: Answer): string => (status < 300 ? 'ok' : (body.code as string));
const callFrom = async (key: string, ip: string): Promise<string> =>
  codeOf(await ask(key, 'GET /v1/tenant', undefined, from(ip)));

describe('a key with a list of addresses', () => {
  it.each<[range: string, inside: string[], outside: string[]]>([
    [
      '203.0.113.0/24',
      ['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.9'],
      ['203.0.112.255', '2001:db8::1'],
    ],
    ['203.0.113.9', ['203.0.113.9', '::FFFF:CB00:7109'], ['203.0.113.8', '::203.0.113.9']],
    ['2001:db8::/33', ['2001:db8::1', '2001:DB8:7fff:0:0:0:0:1'], ['2001:db8:8000::1', '203.0.113.9']],
    ['::ffff:198.51.100.0/120', ['198.51.100.7'], ['198.51.101.7']],
  ])('of %s is taken from inside it only', async (range, inside, outside) => {
    const { secret } = await createKey(ask, customer.key, { allowedIps: ['192.0.2.1/32', range] });
    for (const ip of [...inside, '192.0.2.1']) expect([ip, await callFrom(secret, ip)]).toEqual([ip, 'ok']);
    for (const ip of [...outside, 'nonsense']) {
      expect([ip, await callFrom(secret, ip)]).toEqual([ip, 'ip_not_allowed']);
    }
  });

  it('is refused with 403, whatever its scopes, and no route lets it by', async () => {
    const { secret } = await createKey(ask, customer.key, { allowedIps: ['203.0.113.0/24'] });
    for (const request of ['GET /v1/tenant', 'GET /v1/api-keys', 'POST /v1/evaluations']) {
      const answer = await ask(secret, request, undefined, from('192.0.2.1'));
      expect([answer.status, answer.body.code]).toEqual([403, 'ip_not_allowed']);
    }
  });

  it('believes the last address that the trusted proxy saw, not what a client made up before it', async () => {
    const { secret } = await createKey(ask, customer.key, { allowedIps: ['203.0.113.0/24'] });
    expect(await callFrom(secret, '203.0.113.9, 192.0.2.1')).toBe('ip_not_allowed');
    expect(await callFrom(secret, '192.0.2.1, 203.0.113.9')).toBe('ok');
  });

  it('believes no header at all where no proxy is trusted', async () => {
    const askBare = askerOf(apis.bare.url);
    const outside = await createKey(ask, customer.key, { allowedIps: ['203.0.113.0/24'] });
    const local = await createKey(ask, customer.key, { allowedIps: ['127.0.0.0/8', '::1/128'] });
    const asked = (key: string): Promise<Answer> =>
      askBare(key, 'GET /v1/tenant', undefined, from('203.0.113.9'));
    expect([codeOf(await asked(outside.secret)), codeOf(await asked(local.secret))]).toEqual([
      ...['ip_not_allowed', 'ok'],
    ]);
  });

  it('passes it on when it is rotated', async () => {
    const { id } = await createKey(ask, customer.key, { allowedIps: ['203.0.113.0/24'] });
    const { body } = await ask(customer.key, `POST /v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
    expect(await callFrom(body.secret as string, '203.0.113.9')).toBe('ok');
    expect(await callFrom(body.secret as string, '192.0.2.1')).toBe('ip_not_allowed');
  });
});

describe('a tenant with a list of addresses', () => {
  const allow = (allowedIps: string[], ip: string): Promise<Answer> =>
    ask(customer.key, 'PATCH /v1/tenant', { allowedIps }, from(ip));

  it('has all of its keys refused from elsewhere, in every process, and its sandbox’s not', async () => {
    const own = await createKey(ask, customer.key, { allowedIps: ['192.0.2.0/24'] });
    expect(codeOf(await allow(['203.0.113.0/24', '2001:db8::/32'], '203.0.113.9'))).toBe('ok');
    expect(await callFrom(customer.key, '203.0.113.7')).toBe('ok');
    expect(await callFrom(customer.key, '2001:db8::7')).toBe('ok');
    expect(await callFrom(customer.key, '192.0.2.1')).toBe('ip_not_allowed');
    // Both lists have to have it.
    expect(await callFrom(own.secret, '192.0.2.1')).toBe('ip_not_allowed');
    expect(await callFrom(own.secret, '203.0.113.7')).toBe('ip_not_allowed');
    expect(await callFrom(customer.sandboxKey, '192.0.2.1')).toBe('ok');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(codeOf(await askerOf(apis.bare.url)(customer.key, 'GET /v1/tenant'))).toBe('ip_not_allowed');
  });

  it('shuts out nobody who sets it', async () => {
    const refused = await allow(['198.51.100.0/24', '::/0'], '203.0.113.9');
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(await callFrom(customer.key, '203.0.113.9')).toBe('ok');
    const { body } = await ask(customer.key, 'GET /v1/tenant');
    expect(body.allowedIps).toEqual([]);
  });

  it('is open again when the list is emptied', async () => {
    await allow(['203.0.113.0/24'], '203.0.113.9');
    expect(codeOf(await allow([], '203.0.113.9'))).toBe('ok');
    expect(await callFrom(customer.key, '192.0.2.1')).toBe('ok');
  });

  it('is pointed at what is no range', async () => {
    const { status, body } = await allow(['203.0.113.0/24', '203.0.113.1/24'], '203.0.113.9');
    expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'validation_failed', '/allowedIps/1']);
  });
});
