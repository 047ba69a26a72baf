import { newUuid, formatId, parseId } from '@libs/ids/typeid';
import { SCOPES } from '@libs/http/scope';
import { digestOf, isApiKeySecret } from '../../src/auth/api-key-secret';
import { aTransaction, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from '../evaluation/books';
import { tablesHolding } from '../tenants/stored-text';
import { AGENT_ID, anAgent, askerOf, createKey, firstKeyId, pointersOf, said, stateOf } from './key-steps';
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

describe('creating a key', () => {
  it('answers with what was asked for and a secret that works, and shows the secret never again', async () => {
    const terms = {
      ...{ name: 'Checkout', scopes: ['keys:read', 'evaluations:write'], expiresAt: inMs(HOUR_MS) },
      allowedIps: ['127.0.0.0/8', '::1'],
    };
    const { status, body } = await ask(customer.key, 'POST /v1/api-keys', terms);
    const { secret, ...shown } = body;
    expect([status, shown]).toEqual([
      201,
      {
        ...{ ...terms, allowedIps: ['127.0.0.0/8', '::1/128'] },
        ...{ id: expect.stringMatching(/^key_/), createdAt: expect.stringMatching(TIME) },
        ...{ agentId: null, revokedAt: null, lastUsedAt: null },
      },
    ]);
    expect([(secret as string).slice(0, 8), isApiKeySecret(secret as string)]).toEqual(['tf_live_', true]);
    expect(await stateOf(ask, secret as string)).toBe('usable');

    const one = await ask(customer.key, `GET /v1/api-keys/${body.id}`);
    expect([one.status, one.body]).toEqual([200, shown]);
    const list = await ask(customer.key, 'GET /v1/api-keys');
    expect(list.body.data[0]).toEqual(shown);
    expect(JSON.stringify([one.body, list.body])).not.toContain('tf_');
    expect(await tablesHolding(api.database, secret as string)).toEqual([]);
    expect(await tablesHolding(api.database, digestOf(secret as string))).toEqual(['public.api_keys']);
  });

  it('makes a key of the sandbox from one of the sandbox', async () => {
    const { secret } = await createKey(ask, customer.sandboxKey);
    expect(secret).toMatch(/^tf_test_/);
    expect((await ask(secret, 'GET /v1/tenant')).body.mode).toBe('test');
  });

  it('takes every scope that there is, and repeats none', async () => {
    const { body } = await ask(customer.key, 'POST /v1/api-keys', { name: 'All', scopes: SCOPES });
    expect(body.scopes).toEqual(SCOPES);
    const twice = await ask(customer.key, 'POST /v1/api-keys', {
      ...{ name: 'Twice', scopes: ['lists:read', 'lists:read'] },
      allowedIps: ['10.0.0.0/8', '::ffff:10.0.0.0/104'],
    });
    expect([twice.body.scopes, twice.body.allowedIps]).toEqual([['lists:read'], ['10.0.0.0/8']]);
  });

  it.each<[what: string, over: Record<string, unknown>, pointers: string[]]>([
    ['no name', { name: undefined }, ['/name']],
    ['a name of white space', { name: '  ' }, ['/name']],
    ['a name of 129 characters', { name: 'x'.repeat(129) }, ['/name']],
    ['a name with a line feed', { name: 'a\nb' }, ['/name']],
    ['no scopes', { scopes: undefined }, ['/scopes']],
    ['an empty list of scopes', { scopes: [] }, ['/scopes']],
    ['scopes as text', { scopes: '*' }, ['/scopes']],
    [
      'scopes that don’t exist',
      { scopes: ['keys:read', 'keys', 'Keys:read', 5] },
      ['/scopes/1', '/scopes/2', '/scopes/3'],
    ],
    ['an end that is past', { expiresAt: inMs(-1) }, ['/expiresAt']],
    ['an end that is no time', { expiresAt: 'tomorrow' }, ['/expiresAt']],
    ['an end that is null', { expiresAt: null }, ['/expiresAt']],
    [
      'ranges that are none',
      { allowedIps: ['10.0.0.0/8', '10.0.0.1/8', 'example.com', null] },
      ['/allowedIps/1', '/allowedIps/2', '/allowedIps/3'],
    ],
    ['an address instead of a list', { allowedIps: '10.0.0.0/8' }, ['/allowedIps']],
    ['101 ranges', { allowedIps: Array(101).fill('10.0.0.0/8') }, ['/allowedIps']],
    ['an agent that is none in form', { agentId: 'agent-7' }, ['/agentId']],
    ['the id of something else as its agent', { agentId: AGENT_ID.replace('agent', 'key') }, ['/agentId']],
    ['a secret of its own', { secret: 'tf_live_mine' }, ['/secret']],
  ])('with %s is refused, and the fault pointed at', async (_, over, pointers) => {
    const body = { name: 'Bad', scopes: ['keys:read'], ...over };
    const answer = await ask(customer.key, 'POST /v1/api-keys', body);
    expect(said(answer)).toEqual([422, 'validation_failed']);
    expect(pointersOf(answer)).toEqual(pointers);
    expect((await ask(customer.key, 'GET /v1/api-keys')).body.data).toHaveLength(1);
  });

  it.each([
    [['keys:write'], ['keys:read'], 'keys:read'],
    [['keys:write', 'lists:read'], ['lists:read', 'lists:write'], 'lists:write'],
    [['keys:write', 'keys:read'], ['*'], 'the scope *'],
    [SCOPES.filter((scope) => scope !== '*'), ['*'], 'the scope *'],
  ])('by a key with %j gives no more than that', async (held, wanted, missing) => {
    const { secret } = await createKey(ask, customer.key, { scopes: held });
    const answer = await ask(secret, 'POST /v1/api-keys', { name: 'More', scopes: wanted });
    expect(said(answer)).toEqual([403, 'scope_missing']);
    expect(answer.body.detail).toContain(missing);
    expect(await ask(secret, 'POST /v1/api-keys', { name: 'As much', scopes: held })).toMatchObject({
      status: 201,
    });
  });

  it('needs keys:write, and looking at keys keys:read', async () => {
    const reader = await createKey(ask, customer.key, { scopes: ['keys:read'] });
    const writer = await createKey(ask, customer.key, { scopes: ['keys:write'] });
    for (const [method, path] of [
      ['POST', '/v1/api-keys'],
      ['POST', `/v1/api-keys/${writer.id}/rotate`],
      ['DELETE', `/v1/api-keys/${writer.id}`],
    ]) {
      expect(said(await ask(reader.secret, `${method} ${path}`))).toEqual([403, 'scope_missing']);
    }
    for (const path of ['/v1/api-keys', `/v1/api-keys/${reader.id}`]) {
      expect(said(await ask(writer.secret, `GET ${path}`))).toEqual([403, 'scope_missing']);
    }
  });

  it('ends at 200 that work, for ten who ask at once too; one that was revoked makes room', async () => {
    await api.database.query(
      `insert into api_keys (tenant_id, id, name, secret_digest, scopes, created_at)
       select $1, gen_random_uuid(), 'planted', sha256(random()::text::bytea), '{keys:read}', now()
         from generate_series(1, 198)`,
      [uuidOfTenant(customer.tenantId)],
    );
    const create = (): Promise<Answer> =>
      ask(customer.key, 'POST /v1/api-keys', { name: 'Last', scopes: ['keys:read'] });
    // A connection to the database for each: they would wait for one otherwise, not for each other.
    await Promise.all(Array.from({ length: 10 }, () => ask(customer.key, 'GET /v1/api-keys')));
    const answers = await Promise.all(Array.from({ length: 10 }, create));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    expect(new Set(answers.map((answer) => said(answer).join()))).toEqual(new Set(['201,', '409,conflict']));
    const path = `/v1/api-keys/${made[0]?.body.id}`;
    expect(said(await ask(customer.key, `POST ${path}/rotate`, { overlapSeconds: 60 }))).toEqual([
      409,
      'conflict',
    ]);
    const rotated = await ask(customer.key, `POST ${path}/rotate`, { overlapSeconds: 0 });
    expect(rotated.status).toBe(201);
    expect(said(await create())).toEqual([409, 'conflict']);
    expect((await ask(customer.key, `DELETE /v1/api-keys/${rotated.body.id}`)).status).toBe(204);
    expect((await create()).status).toBe(201);
  });
});

describe('a key that is bound to an agent', () => {
  it('is kept as such, and refused on every route without the signature of the agent', async () => {
    const agentId = await anAgent(ask, customer.key);
    const { id, secret } = await createKey(ask, customer.key, { agentId });
    expect((await ask(customer.key, `GET /v1/api-keys/${id}`)).body.agentId).toBe(agentId);
    for (const [request, body] of [
      ['GET /v1/api-keys', undefined],
      ['GET /v1/tenant', undefined],
      ['POST /v1/evaluations', aTransaction()],
    ] as const) {
      const answer = await ask(secret, request, body);
      expect(said(answer)).toEqual([401, 'agent_signature_required']);
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="trustflow"');
    }
    const rotated = await ask(customer.key, `POST /v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
    expect(rotated.body.agentId).toBe(agentId);
  });

  it('is not made for an agent of another tenant, or of nobody', async () => {
    const stranger = await signUp(api.url);
    for (const agentId of [AGENT_ID, await anAgent(ask, stranger.key)]) {
      const terms = { name: 'Bound', scopes: ['*'], agentId };
      const answer = await ask(customer.key, 'POST /v1/api-keys', terms);
      expect([said(answer), pointersOf(answer)]).toEqual([[422, 'validation_failed'], ['/agentId']]);
    }
  });
});

describe('the list of keys', () => {
  it('is newest first, a page at a time, with those that were revoked', async () => {
    const ids: string[] = [await firstKeyId(ask, customer.key)];
    for (let count = 0; count < 4; count += 1) {
      ids.unshift((await createKey(ask, customer.key)).id);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await ask(customer.key, `DELETE /v1/api-keys/${ids[0]}`);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await ask(customer.key, `GET /v1/api-keys?limit=2${cursor}`);
      seen.push(...(body.data as { id: string }[]).map(({ id }) => id));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(ids);
    const { body } = await ask(customer.key, 'GET /v1/api-keys?limit=1');
    expect(body.data[0].revokedAt).toMatch(TIME);
  });
});

describe('another tenant’s key', () => {
  it('is not found, just as one that never was; the sandbox is another tenant too', async () => {
    const stranger = await signUp(api.url);
    const { id } = await createKey(ask, stranger.key);
    const sandbox = await createKey(ask, customer.sandboxKey);
    const nobodys = formatId('key', newUuid(Date.now()));
    const withoutIds = ({ status, body }: Answer): unknown => ({
      status,
      ...body,
      traceId: '',
      instance: '',
    });
    for (const request of ['GET /v1/api-keys/%', 'DELETE /v1/api-keys/%', 'POST /v1/api-keys/%/rotate']) {
      const body = request.startsWith('POST') ? { overlapSeconds: 0 } : undefined;
      const answers = await Promise.all(
        [nobodys, id, sandbox.id, AGENT_ID, 'key_nonsense'].map((each) =>
          ask(customer.key, request.replace('%', each), body),
        ),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(withoutIds(answer)))).size).toBe(1);
      expect(answers.map(said)[0]).toEqual([404, 'not_found']);
    }
    expect((await ask(customer.key, 'GET /v1/api-keys')).body.data).toHaveLength(1);
    expect([await stateOf(ask, sandbox.secret), await stateOf(ask, stranger.key)]).toEqual([
      'usable',
      'usable',
    ]);
  });
});

describe('what was done to a key', () => {
  it('is told as an event with the key as its GET answers, and in the trail without a secret', async () => {
    const { id, secret } = await createKey(ask, customer.key, { name: 'Told', scopes: ['keys:read'] });
    const shown = async (of: string): Promise<unknown> =>
      (await ask(customer.key, `GET /v1/api-keys/${of}`)).body;
    const created = await shown(id);
    const { body: renewed } = await ask(customer.key, `POST /v1/api-keys/${id}/rotate`, {
      overlapSeconds: 60,
    });
    const rotated = await shown(id);
    await ask(customer.key, `DELETE /v1/api-keys/${id}`);
    const revoked = await shown(id);

    const events = await api.database.query<{ type: string; data: object }>(
      'select type, data from events where resource_id = $1 order by created_at',
      [parseId('key', id)],
    );
    expect(events).toEqual([
      { type: 'key.created', data: created },
      { type: 'key.rotated', data: rotated },
      { type: 'key.revoked', data: revoked },
    ]);
    const entries = await api.database.query<Record<string, unknown>>(
      `select action, actor_type, actor_id, before, after from audit_entries where resource_id = $1 order by created_at`,
      [parseId('key', id)],
    );
    const actor = { actor_type: 'key', actor_id: parseId('key', await firstKeyId(ask, customer.key)) };
    const terms = { name: 'Told', scopes: ['keys:read'], expiresAt: null, allowedIps: [], agentId: null };
    const { expiresAt, revokedAt } = revoked as { expiresAt: string; revokedAt: string };
    expect(entries).toEqual([
      { ...actor, action: 'key.created', before: null, after: terms },
      {
        ...actor,
        action: 'key.rotated',
        before: { expiresAt: null },
        after: { expiresAt, replacedBy: renewed.id },
      },
      { ...actor, action: 'key.revoked', before: { revokedAt: null }, after: { revokedAt } },
    ]);
    for (const each of [secret, renewed.secret as string]) {
      expect(await tablesHolding(api.database, each.slice(8, 38))).toEqual([]);
    }
  });

  it('is not told where nothing was done', async () => {
    const id = await firstKeyId(ask, customer.key);
    await ask(customer.key, `DELETE /v1/api-keys/${id}`);
    await ask(customer.key, `POST /v1/api-keys/${id}/rotate`, { overlapSeconds: -1 });
    const rows = await api.database.query(
      `select action from audit_entries where tenant_id = $1 and action like 'key.%' and action <> 'key.used'
       union all select type from events where tenant_id = $1`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(rows).toEqual([{ action: 'key.created' }, { action: 'key.created' }]);
  });
});
