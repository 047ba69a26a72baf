import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { anAgent, askerOf, createKey, firstKeyId, said, stateOf } from './key-steps';
import type { Ask } from './key-steps';

jest.setTimeout(30_000);

const HOUR_MS = 3_600_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

let api: TestApi;
let ask: Ask;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
  ask = askerOf(api.url);
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

describe('rotating a key', () => {
  const rotate = (id: string, overlapSeconds: unknown, by = customer.key): Promise<Answer> =>
    ask(by, `POST /v1/api-keys/${id}/rotate`, { overlapSeconds });

  it('makes a new one like it, and lets the old one go on for the overlap', async () => {
    const terms = {
      name: 'Checkout',
      scopes: ['keys:read', 'lists:read'],
      allowedIps: ['127.0.0.1/32', '::1/128'],
    };
    const old = await createKey(ask, customer.key, terms);
    const before = Date.now();
    const { status, body } = await rotate(old.id, 3_600);
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ ...terms, expiresAt: null, revokedAt: null }),
    ]);
    expect([body.id === old.id, body.secret === old.secret]).toEqual([false, false]);
    expect([await stateOf(ask, old.secret), await stateOf(ask, body.secret as string)]).toEqual([
      'usable',
      'usable',
    ]);
    const { body: ending } = await ask(customer.key, `GET /v1/api-keys/${old.id}`);
    expect(Date.parse(ending.expiresAt as string) - before - HOUR_MS).toBeGreaterThanOrEqual(0);
    expect(Date.parse(ending.expiresAt as string) - Date.now() - HOUR_MS).toBeLessThanOrEqual(0);
  });

  it('with no overlap ends the old one at once', async () => {
    const old = await createKey(ask, customer.key);
    const { body } = await rotate(old.id, 0);
    expect([await stateOf(ask, old.secret), await stateOf(ask, body.secret as string)]).toEqual([
      'api_key_expired',
      'usable',
    ]);
  });

  it('can be done by the key itself', async () => {
    const { body } = await rotate(await firstKeyId(ask, customer.key), 0);
    expect([await stateOf(ask, customer.key), await stateOf(ask, body.secret as string)]).toEqual([
      'api_key_expired',
      'usable',
    ]);
  });

  it('puts off no end: neither of the new key, nor by the overlap of the old one', async () => {
    const expiresAt = inMs(HOUR_MS);
    const old = await createKey(ask, customer.key, { expiresAt });
    const { body } = await rotate(old.id, 604_800);
    const ending = await ask(customer.key, `GET /v1/api-keys/${old.id}`);
    expect([body.expiresAt, ending.body.expiresAt]).toEqual([expiresAt, expiresAt]);
  });

  it('needs every scope that the key has', async () => {
    const strong = await createKey(ask, customer.key, { scopes: ['keys:read', 'lists:write'] });
    const weak = await createKey(ask, customer.key, { scopes: ['keys:read', 'keys:write'] });
    const answer = await rotate(strong.id, 0, weak.secret);
    expect(said(answer)).toEqual([403, 'scope_missing']);
    expect(answer.body.detail).toContain('lists:write');
    expect(await stateOf(ask, strong.secret)).toBe('usable');
  });

  it.each([[-1], [604_801], [1.5], ['60'], [null], [undefined]])(
    'is refused with an overlap of %j',
    async (overlap) => {
      const answer = await rotate(await firstKeyId(ask, customer.key), overlap);
      expect(said(answer)).toEqual([422, 'validation_failed']);
      expect(answer.body.errors[0].pointer).toBe('/overlapSeconds');
    },
  );

  it('brings none back that was revoked or has expired', async () => {
    const revoked = await createKey(ask, customer.key);
    await ask(customer.key, `DELETE /v1/api-keys/${revoked.id}`);
    const expired = await createKey(ask, customer.key);
    await rotate(expired.id, 0);
    for (const { id } of [revoked, expired]) {
      expect(said(await rotate(id, 0))).toEqual([409, 'conflict']);
    }
  });
});

describe('revoking a key', () => {
  const revoke = (id: string, by = customer.key): Promise<Answer> => ask(by, `DELETE /v1/api-keys/${id}`);

  it('refuses it from then on, for good, and is done once', async () => {
    const { id, secret } = await createKey(ask, customer.key);
    expect(await stateOf(ask, secret)).toBe('usable');
    expect((await revoke(id)).status).toBe(204);
    expect(await stateOf(ask, secret)).toBe('api_key_revoked');
    const { body: revoked } = await ask(customer.key, `GET /v1/api-keys/${id}`);
    expect(revoked.revokedAt).toMatch(TIME);
    expect((await revoke(id)).status).toBe(204);
    expect((await ask(customer.key, `GET /v1/api-keys/${id}`)).body).toEqual(revoked);
  });

  it('can be done by a key to itself where another is left', async () => {
    const { id, secret } = await createKey(ask, customer.key);
    expect((await revoke(id, secret)).status).toBe(204);
    expect(await stateOf(ask, secret)).toBe('api_key_revoked');
  });

  it.each<[what: string, others: Record<string, unknown>[]]>([
    ['it is the only one', []],
    ['others can’t manage keys', [{ scopes: ['keys:read', 'tenant:write'] }]],
    ['the other expires before long', [{ expiresAt: inMs(24 * HOUR_MS) }]],
  ])('is refused to the last that can manage keys: %s', async (_, others) => {
    for (const over of others) await createKey(ask, customer.key, over);
    const id = await firstKeyId(ask, customer.key);
    expect(said(await revoke(id))).toEqual([409, 'conflict']);
    expect(await stateOf(ask, customer.key)).toBe('usable');
    expect((await ask(customer.key, `POST /v1/api-keys/${id}/rotate`, { overlapSeconds: 0 })).status).toBe(
      201,
    );
  });

  it('is refused to the last that needs no agent', async () => {
    await createKey(ask, customer.key, { agentId: await anAgent(ask, customer.key) });
    expect(said(await revoke(await firstKeyId(ask, customer.key)))).toEqual([409, 'conflict']);
  });

  it('counts none that is rotated away as another', async () => {
    const id = await firstKeyId(ask, customer.key);
    const { body: renewed } = await ask(customer.key, `POST /v1/api-keys/${id}/rotate`, {
      overlapSeconds: 86_400,
    });
    expect(said(await revoke(renewed.id as string))).toEqual([409, 'conflict']);
    expect((await revoke(id)).status).toBe(204);
    expect(said(await revoke(renewed.id as string, renewed.secret as string))).toEqual([409, 'conflict']);
  });

  it('leaves one of two, whoever revokes which at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { key } = await signUp(api.url);
      const first = { id: await firstKeyId(ask, key), secret: key };
      const second = await createKey(ask, key, { scopes: ['keys:write', 'keys:read'] });
      const [byFirst, bySecond] = round % 2 === 0 ? [first, second] : [second, first];
      const answers = await Promise.all([
        revoke(first.id, byFirst.secret),
        revoke(second.id, bySecond.secret),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      const states = [await stateOf(ask, first.secret), await stateOf(ask, second.secret)];
      expect(states.sort()).toEqual(['api_key_revoked', 'usable']);
    }
  });
});

describe('a key that is being revoked', () => {
  it('leaves no other behind, though its request was under way before', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, secret } = await createKey(ask, customer.key);
      await stateOf(ask, secret);
      const created = ask(secret, 'POST /v1/api-keys', { name: 'Left behind', scopes: ['*'] });
      const [{ status: revoked }, left] = await Promise.all([
        ask(customer.key, `DELETE /v1/api-keys/${id}`),
        created,
      ]);
      expect(revoked).toBe(204);
      const { body } = await ask(customer.key, `GET /v1/api-keys/${id}`);
      const isBefore = left.status === 201 && left.body.createdAt <= body.revokedAt;
      expect(isBefore || left.body.code === 'api_key_revoked').toBe(true);
      if (left.status === 201) await ask(customer.key, `DELETE /v1/api-keys/${left.body.id}`);
    }
  });
});
