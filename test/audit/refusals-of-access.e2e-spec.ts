import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiKeySecret } from '../../src/auth/api-key-secret';
import { AccessRefusals } from '../../src/auth/refusals/access-refusals';
import { registerAgent, signed } from '../agent-identity/signatures/signing-agent';
import { askerOf, createKey, said } from '../auth/key-steps';
import type { Ask, MadeKey } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, call, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { entriesOf } from './entries';
import type { ShownEntry } from './entries';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const PUBLIC_URL = 'https://api.trustflow.test';
const TRACE = /^[0-9a-f]{32}$/;

let database: TestDatabase;
let api: TestApi;
let ask: Ask;
let customer: Customer;
let nowMs = Date.now();

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ trustProxy: 1, publicUrl: PUBLIC_URL }, database);
  ask = askerOf(api.url);
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const refusalsOf = ({ app }: TestApi): AccessRefusals => app.get(AccessRefusals, { strict: false });
/** Twice: what is being written just now may have been taken a moment before. */
const write = async (): Promise<void> => {
  for (let n = 0; n < 2; n += 1) await refusalsOf(api).write('due');
};
const refusals = async (): Promise<ShownEntry[]> => {
  await write();
  return entriesOf(database, customer.tenantId, 'access.refused');
};
const later = (ms: number): void => {
  nowMs += ms;
  setClock(api.app, nowMs);
};

/** One way of being refused: makes what is needed, and asks. */
type Refused = (key: MadeKey) => Promise<readonly [number, string | undefined]>;

const REFUSED: Readonly<Record<string, readonly [path: string | null, method: string, Refused]>> = {
  api_key_revoked: [
    ...(['/v1/evaluations/:id', 'GET'] as const),
    async ({ id, secret }) => {
      await ask(customer.key, `DELETE /v1/api-keys/${id}`);
      return said(await ask(secret, `GET /v1/evaluations/eval_of-somebody?customer=c-1`));
    },
  ],
  api_key_expired: [
    ...(['/v1/tenant', 'GET'] as const),
    async ({ id, secret }) => {
      await ask(customer.key, `POST /v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
      return said(await ask(secret, 'GET /v1/tenant'));
    },
  ],
  ip_not_allowed: [
    ...(['/v1/tenant', 'GET'] as const),
    async () => {
      const terms = { allowedIps: ['198.51.100.0/24'] };
      const { secret } = await createKey(ask, customer.key, terms);
      return said(await ask(secret, 'GET /v1/tenant'));
    },
  ],
  tenant_suspended: [
    ...(['/v1/tenant', 'GET'] as const),
    async ({ secret }) => {
      await suspend('now()');
      const answer = said(await ask(secret, 'GET /v1/tenant'));
      await suspend('null');
      return answer;
    },
  ],
  scope_missing: [
    ...(['/v1/lists/:name', 'DELETE'] as const),
    async () => {
      const { secret } = await createKey(ask, customer.key, { scopes: ['lists:read'] });
      return said(await ask(secret, 'DELETE /v1/lists/trusted'));
    },
  ],
  agent_signature_required: [
    ...(['/v1/evaluations', 'POST'] as const),
    async () => {
      const { id: agentId } = await registerAgent(customer);
      const { secret } = await createKey(ask, customer.key, { agentId });
      return said(await ask(secret, 'POST /v1/evaluations', aTransaction()));
    },
  ],
  agent_signature_invalid: [
    ...(['/v1/evaluations', 'POST'] as const),
    async ({ secret }) => {
      const agent = await registerAgent(customer);
      const sent = { method: 'POST', path: '/v1/evaluations', body: aTransaction(), apiKey: secret };
      const headers = signed(agent, sent, { nonce: randomUUID() });
      return said(await call(api.url, sent.path, { method: 'POST', headers, body: aTransaction() }));
    },
  ],
  https_required: [
    ...([null, 'PUT'] as const),
    async ({ secret }) =>
      said(await ask(secret, `PUT /v1/tenant`, undefined, { 'X-Forwarded-Proto': 'http' })),
  ],
};

async function suspend(at: string): Promise<void> {
  await database.query(`update tenants set suspended_at = ${at} where tenant_id = $1`, [
    uuidOfTenant(customer.tenantId),
  ]);
  // Nobody remembers the tenant as it was.
  const { key } = customer;
  while ((said(await ask(key, 'GET /v1/tenant'))[1] === 'tenant_suspended') !== (at === 'now()'));
}

/** It may come a little later than its answer. A suspension is waited for with other requests, each refused as well. */
async function refusal(code: string, method: string): Promise<ShownEntry> {
  for (;;) {
    const entry = (await refusals()).find(
      ({ after }) => after?.['code'] === code && after['method'] === method && after['refusals'] === 1,
    );
    if (entry !== undefined) return entry;
    await sleep(20);
  }
}

describe('a request with a key that is known', () => {
  it.each(Object.entries(REFUSED))(
    'that is refused with %s is in the trail',
    async (code, [path, method, refuse]) => {
      const [status, answered] = await refuse(await createKey(ask, customer.key));
      expect([[401, 403].includes(status), answered]).toEqual([true, code]);
      const entry = await refusal(code, method);
      expect(entry).toMatchObject({
        ...{ resource: entry.actor, network: '127.0.0.1' },
        traceId: expect.stringMatching(TRACE) as string,
        before: null,
        after: { code, method, path, refusals: 1, firstAt: expect.any(String) as string },
      });
      expect(entry.actor).toMatch(/^key_/);
      expect(entry.after?.['lastAt']).toBe(entry.after?.['firstAt']);
      expect(JSON.stringify(entry)).not.toMatch(/somebody|c-1|trusted|tf_/);
    },
  );

  it('that is answered otherwise is not: neither what is not found, nor what is invalid', async () => {
    await ask(customer.key, 'GET /v1/lists/none');
    await ask(customer.key, 'POST /v1/lists', { name: 1 });
    await ask(customer.key, 'PUT /v1/lists');
    expect(await refusals()).toEqual([]);
  });
});

describe('a key that nobody has', () => {
  it('is in nobody’s trail', async () => {
    // Of what was refused before nothing is left to be told; the first call may find one under way.
    await refusalsOf(api).write('all');
    await refusalsOf(api).write('all');
    const before = await database.query('select 1 from audit_entries');
    expect(said(await ask(createApiKeySecret('live'), 'GET /v1/tenant'))).toEqual([401, 'api_key_invalid']);
    expect(said(await call(api.url, '/v1/tenant'))).toEqual([401, 'api_key_missing']);
    await refusalsOf(api).write('all');
    expect(await database.query('select 1 from audit_entries')).toHaveLength(before.length);
  });
});

describe('a key that is refused over and over', () => {
  beforeEach(() => {
    later(0);
  });

  async function refuseTimes(
    count: number,
    secret: string,
    request = 'DELETE /v1/lists/x',
  ): Promise<string[]> {
    const traceIds: string[] = [];
    for (let n = 0; n < count; n += 1) traceIds.push((await ask(secret, request)).body.traceId as string);
    return traceIds;
  }
  const weak = (): Promise<MadeKey> => createKey(ask, customer.key, { scopes: ['lists:read'] });
  /** A minute later, when all of it is written, by itself or because it is asked for. */
  async function total(): Promise<Record<string, number>> {
    later(MINUTE_MS);
    const sums: Record<string, number> = {};
    for (const { actor, after } of await refusals()) {
      const name = `${actor} ${String(after?.['code'])}`;
      sums[name] = (sums[name] ?? 0) + Number(after?.['refusals']);
    }
    return sums;
  }
  const counted = async (): Promise<unknown[]> => (await refusals()).map(({ after }) => after?.['refusals']);

  it('is in the trail once a minute, with how often it was, told as the first time', async () => {
    const { id, secret } = await weak();
    const [first] = await refuseTimes(1, secret);
    expect(await counted()).toEqual([1]);
    const [second] = await refuseTimes(5, secret);
    await refuseTimes(2, secret, 'POST /v1/lists');
    expect(await counted()).toEqual([1]);
    later(MINUTE_MS);
    const entries = await refusals();
    expect(entries.map(({ traceId }) => traceId)).toEqual([first, second]);
    expect(entries[1]).toMatchObject({ actor: id, resource: id });
    expect(entries[1]?.after).toMatchObject({ refusals: 7, method: 'DELETE', path: '/v1/lists/:name' });
  });

  it('is apart from another key, and from another reason', async () => {
    const [one, other] = [await weak(), await weak()];
    await refuseTimes(2, one.secret);
    await refuseTimes(3, other.secret);
    await ask(customer.key, `DELETE /v1/api-keys/${one.id}`);
    await refuseTimes(4, one.secret);
    const sums = await total();
    expect(sums).toEqual({
      [`${one.id} scope_missing`]: 2,
      [`${other.id} scope_missing`]: 3,
      [`${one.id} api_key_revoked`]: 4,
    });
  });

  it('costs no answer while the trail can’t be written, and is in it later', async () => {
    const { id, secret } = await weak();
    await database.query('alter table audit_entries rename to lost_entries');
    try {
      expect(await refuseTimes(3, secret)).toHaveLength(3);
      await write();
    } finally {
      await database.query('alter table lost_entries rename to audit_entries');
    }
    await refuseTimes(1, secret);
    expect(await total()).toEqual({ [`${id} scope_missing`]: 4 });
  });

  it('is in the trail at the end of the process, though its minute is not over', async () => {
    const other = await startTestApi({}, database);
    const { id, secret } = await weak();
    const elsewhere = askerOf(other.url);
    for (let n = 0; n < 3; n += 1) await elsewhere(secret, 'DELETE /v1/lists/x');
    await refusalsOf(other).write('due');
    for (let n = 0; n < 2; n += 1) await elsewhere(secret, 'DELETE /v1/lists/x');
    await other.stop();
    const entries = await entriesOf(database, customer.tenantId, 'access.refused');
    expect(entries).toHaveLength(2);
    expect(await total()).toEqual({ [`${id} scope_missing`]: 5 });
  });

  it('is written by itself within some seconds', async () => {
    const { secret } = await weak();
    await refuseTimes(1, secret);
    const seen = (): Promise<ShownEntry[]> => entriesOf(database, customer.tenantId, 'access.refused');
    while ((await seen()).length === 0) await sleep(100);
    expect(await seen()).toHaveLength(1);
  });
});
