import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { toTenantId } from '@libs/database/tenant-id';
import { parseId } from '@libs/ids/typeid';
import { AgentIdentityService } from '../../src/agent-identity/agent-identity.service';
import { askerOf, pointersOf, said } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

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

const aPublicKey = (): unknown => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
const register = (over: Record<string, unknown> = {}): Promise<Answer> =>
  ask(customer.key, 'POST /v1/agents', {
    ...{ name: 'Buyer', method: 'ed25519' },
    ...(over['method'] === 'hmac' ? {} : { publicKey: aPublicKey() }),
    ...over,
  });
const eventTypes = async (): Promise<string[]> => {
  const { body } = await ask(customer.key, 'GET /v1/events?limit=100');
  return (body.data as { type: string }[])
    .map(({ type }) => type)
    .filter((type) => type.startsWith('agent.'));
};

describe('an agent', () => {
  it('is registered, shown, listed, changed and revoked, and all of it is told', async () => {
    const mandate = { limits: [{ currency: 'EUR', maxAmount: 100 }], types: ['payment'] };
    const { status, body } = await register({ mandate });
    expect([status, body]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^agent_/), name: 'Buyer', method: 'ed25519', status: 'active' },
        mandate: {
          limits: [{ currency: 'EUR', maxAmount: 100, maxAmountPerDay: null }],
          ...{ types: ['payment'], counterparties: [], expiresAt: null },
        },
        keys: [
          {
            ...{ id: expect.stringMatching(/^agentkey_/), method: 'ed25519', status: 'active' },
            thumbprint: expect.stringMatching(/^[\w-]{43}$/),
            publicKey: { kty: 'OKP', crv: 'Ed25519', x: expect.any(String) },
            ...{ createdAt: expect.any(String), revokedAt: null },
          },
        ],
        ...{ createdAt: expect.any(String), updatedAt: expect.any(String), revokedAt: null },
      },
    ]);
    const path = `/v1/agents/${body.id}`;
    expect((await ask(customer.key, `GET ${path}`)).body).toEqual(body);
    const changed = await ask(customer.key, `PATCH ${path}`, { name: 'Seller', mandate: null });
    expect(changed.body).toMatchObject({ name: 'Seller', mandate: null, keys: body.keys });
    expect((await ask(customer.key, `DELETE ${path}`)).status).toBe(204);
    expect((await ask(customer.key, `DELETE ${path}`)).status).toBe(204);
    const { body: revoked } = await ask(customer.key, `GET ${path}`);
    expect([revoked.status, revoked.keys[0].status]).toEqual(['revoked', 'revoked']);
    const listed = async (status: string): Promise<unknown> =>
      (await ask(customer.key, `GET /v1/agents?status=${status}`)).body.data;
    expect([await listed('active'), await listed('revoked')]).toEqual([[], [revoked]]);
    expect(said(await ask(customer.key, `PATCH ${path}`, { name: 'Again' }))).toEqual([409, 'conflict']);
    expect(await eventTypes()).toEqual(['agent.revoked', 'agent.registered']);
    const actions = await api.database.query(
      `select action from audit_entries where tenant_id = $1 and resource_id = $2 order by id`,
      [uuidOfTenant(customer.tenantId), parseId('agent', body.id as string)],
    );
    expect(actions.map(({ action }) => action as string)).toEqual([
      ...['agent.registered', 'agent.updated', 'agent.revoked'],
    ]);
  });

  it('of an HMAC is told its secret once, and nobody else ever', async () => {
    const { body } = await register({ method: 'hmac' });
    expect(body.secret).toMatch(/^tfas_[\w-]{43}$/);
    expect(body.keys[0].publicKey).toBeNull();
    expect((await ask(customer.key, `GET /v1/agents/${body.id}`)).body.secret).toBeUndefined();
    const tables = await api.database.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
    );
    const bytes = Buffer.from((body.secret as string).slice('tfas_'.length), 'base64url');
    const spellings = [bytes.toString('base64url'), bytes.toString('base64'), bytes.toString('hex')];
    for (const { name } of tables) {
      const rows = await api.database.query<{ row: string }>(`select t::text as row from ${name} t`);
      const found = rows.filter(({ row }) => spellings.some((spelling) => row.includes(spelling)));
      expect({ name, found }).toEqual({ name, found: [] });
    }
  });

  it('has several keys, each good until it is revoked', async () => {
    const { body } = await register();
    const path = `/v1/agents/${body.id}/keys`;
    const added = await ask(customer.key, `POST ${path}`, { publicKey: aPublicKey() });
    expect([added.status, added.body.status]).toEqual([201, 'active']);
    expect((await ask(customer.key, `DELETE ${path}/${body.keys[0].id}`)).status).toBe(204);
    const { keys } = (await ask(customer.key, `GET /v1/agents/${body.id}`)).body as {
      keys: { status: string }[];
    };
    expect(keys.map(({ status }) => status)).toEqual(['active', 'revoked']);
  });

  it('has at most ten keys at once, whoever asks for more at the same time', async () => {
    const { body } = await register();
    const path = `POST /v1/agents/${body.id}/keys`;
    const answers = await Promise.all(
      Array.from({ length: 14 }, () => ask(customer.key, path, { publicKey: aPublicKey() })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(9).fill(201),
      ...Array(5).fill(409),
    ]);
  });
});

describe('a public key', () => {
  it('is of one agent of the tenant, once, whoever asks at the same time', async () => {
    const publicKey = aPublicKey();
    const answers = await Promise.all(Array.from({ length: 8 }, () => register({ publicKey })));
    const codes = answers.map((answer) => said(answer).join(' ')).sort();
    expect(codes).toEqual(['201 ', ...Array(7).fill('422 weak_key')]);
    const stranger = await signUp(api.url);
    const terms = { name: 'Theirs', method: 'jws', publicKey };
    expect((await ask(stranger.key, 'POST /v1/agents', terms)).status).toBe(201);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'that is weak',
      { publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } },
      'weak_key',
    ],
    ['that is none', { publicKey: 'nonsense' }, 'validation_failed'],
    ['that is missing', { publicKey: undefined }, 'validation_failed'],
    ['for an HMAC', { method: 'hmac', publicKey: aPublicKey() }, 'validation_failed'],
  ])('%s is refused', async (_, over, code) => {
    const answer = await register(over);
    expect([said(answer), pointersOf(answer)]).toEqual([[422, code], ['/publicKey']]);
  });
});

describe('a mandate', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['with a limit of nothing', { limits: [{ currency: 'EUR' }] }, '/mandate/limits/0'],
    [
      'with two limits for a currency',
      {
        limits: [
          { currency: 'EUR', maxAmount: 1 },
          { currency: 'EUR', maxAmountPerDay: 1 },
        ],
      },
      '/mandate/limits/1',
    ],
    ['of no currency', { limits: [{ currency: 'XXX', maxAmount: 1 }] }, '/mandate/limits/0/currency'],
    [
      'of an amount that is none',
      { limits: [{ currency: 'EUR', maxAmount: 1.5 }] },
      '/mandate/limits/0/maxAmount',
    ],
    ['of another type', { types: ['gift'] }, '/mandate/types'],
    [
      'of too many counterparties',
      { counterparties: Array.from({ length: 201 }, (_, n) => `m-${n}`) },
      '/mandate/counterparties',
    ],
    ['with an end that is none', { expiresAt: 'tomorrow' }, '/mandate/expiresAt'],
    ['with something else', { purpose: 'shopping' }, '/mandate/purpose'],
  ])('%s is refused', async (_, mandate, pointer) => {
    const answer = await register({ mandate });
    expect([said(answer), pointersOf(answer)]).toEqual([[422, 'validation_failed'], [pointer]]);
  });
});

it('what is revoked or changed is known in another process within a second', async () => {
  const other = await startTestApi({}, api.database);
  try {
    const { body } = await register({ mandate: { types: ['payment'] } });
    const tenantId = toTenantId(uuidOfTenant(customer.tenantId));
    let keyId = parseId('agentkey', body.keys[0].id as string) ?? '';
    const service = other.app.get(AgentIdentityService, { strict: false });
    const known = async (): Promise<unknown> => {
      const key = await service.findSigningKey(tenantId, keyId);
      return [key?.isRevoked, key?.mandate?.types];
    };
    const within = async (expected: unknown): Promise<void> => {
      const untilMs = Date.now() + 1_000;
      // Pauses, so that the other process's listener is heard: one that is starved trusts nothing it remembers.
      while (JSON.stringify(await known()) !== JSON.stringify(expected) && Date.now() < untilMs)
        await sleep(5);
      expect(await known()).toEqual(expected);
    };
    await within([false, ['payment']]);
    await ask(customer.key, `PATCH /v1/agents/${body.id}`, { mandate: { types: ['payout'] } });
    await within([false, ['payout']]);
    await ask(customer.key, `DELETE /v1/agents/${body.id}`);
    await within([true, ['payout']]);
    const next = (await register()).body;
    keyId = parseId('agentkey', next.keys[0].id as string) ?? '';
    await within([false, undefined]);
    // A key alone is another table than its agent.
    await ask(customer.key, `DELETE /v1/agents/${next.id}/keys/${next.keys[0].id}`);
    await within([true, undefined]);
    const stranger = toTenantId(uuidOfTenant((await signUp(api.url)).tenantId));
    expect(await service.findSigningKey(stranger, keyId)).toBeUndefined();
  } finally {
    await other.stop();
  }
});
