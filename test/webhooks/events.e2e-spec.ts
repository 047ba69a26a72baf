import { formatId, newUuid, parseId } from '@libs/ids/typeid';
import { askerOf, createKey, pointersOf, said } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';

interface Listed {
  readonly types: string[];
  readonly nextCursor: string | null;
}

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

async function list(query = '', key = customer.key): Promise<Listed> {
  const { status, body } = await ask(key, `GET /v1/events${query}`);
  if (status !== 200) throw new Error(`events were answered ${status}`);
  return { types: (body.data as { type: string }[]).map(({ type }) => type), nextCursor: body.nextCursor };
}

describe('events', () => {
  it('are listed newest first, each as a delivery tells it', async () => {
    const evaluation = await customer.post('/v1/evaluations', aTransaction());
    const key = await createKey(ask, customer.key);
    const { body } = await ask(customer.key, 'GET /v1/events');
    expect((await list()).types.slice(0, 2)).toEqual(['key.created', expect.stringMatching(/^evaluation/)]);
    const [created, decided] = body.data;
    const shown = await ask(customer.key, `GET /v1/api-keys/${key.id}`);
    expect(created).toEqual({
      id: expect.stringMatching(/^event_/),
      type: 'key.created',
      timestamp: expect.stringMatching(/^2.*Z$/),
      tenantId: customer.tenantId,
      mode: 'live',
      data: shown.body,
    });
    expect(decided.data.id).toBe(evaluation.body.id);
    const one = await ask(customer.key, `GET /v1/events/${created.id}`);
    expect([one.status, one.body]).toEqual([200, created]);
  });

  it('are those of the sandbox in the sandbox', async () => {
    await createKey(ask, customer.sandboxKey);
    const { body } = await ask(customer.sandboxKey, 'GET /v1/events?limit=1');
    expect(body.data[0]).toMatchObject({ type: 'key.created', mode: 'test' });
    expect(body.data[0].tenantId).not.toBe(customer.tenantId);
  });

  it('are picked by type as a subscription picks them', async () => {
    await customer.post('/v1/evaluations', aTransaction());
    const { id } = await createKey(ask, customer.key);
    await ask(customer.key, `DELETE /v1/api-keys/${id}`);
    expect((await list('?type=key.*')).types.slice(0, 2)).toEqual(['key.revoked', 'key.created']);
    expect((await list('?type=key.revoked')).types).toEqual(['key.revoked']);
    expect((await list('?type=agent.*')).types).toEqual([]);
    expect(await list('?type=*')).toEqual(await list());
  });

  it('go on page by page, also where there are others between', async () => {
    for (let n = 0; n < 3; n += 1) {
      await createKey(ask, customer.key);
      await customer.post('/v1/evaluations', aTransaction());
    }
    const all = await list('?type=key.created');
    const first = await list('?type=key.created&limit=2');
    const second = await list(`?type=key.created&limit=100&cursor=${first.nextCursor}`);
    expect([first.types.length, second.nextCursor]).toEqual([2, null]);
    expect([...first.types, ...second.types]).toEqual(all.types);
    expect(all.types.length).toBeGreaterThanOrEqual(3);
  });

  it('of a rare type are found behind thousands of others, in as many pages as that takes', async () => {
    await createKey(ask, customer.key);
    const later = Array.from({ length: 5_001 }, (_, n) => newUuid(Date.now() + 1_000 + n));
    await api.database.query(
      `insert into events (tenant_id, id, type, resource_id, data, created_at)
       select $1, id, 'policy.activated', $1, '{}', now() from unnest($2::uuid[]) id`,
      [uuidOfTenant(customer.tenantId), later],
    );
    const first = await list('?type=key.created');
    expect(first).toEqual({ types: [], nextCursor: expect.any(String) });
    const second = await list(`?type=key.created&cursor=${first.nextCursor}`);
    expect(second.types[0]).toBe('key.created');
    expect(second.nextCursor).toBeNull();
  });

  it('that show what a key has no scope to read are left out, and 404', async () => {
    await customer.post('/v1/evaluations', aTransaction());
    const decided = (await ask(customer.key, 'GET /v1/events?type=evaluation.*')).body.data[0];
    const { secret } = await createKey(ask, customer.key, { scopes: ['webhooks:read', 'keys:read'] });
    expect(new Set((await list('?limit=100', secret)).types)).toEqual(new Set(['key.created']));
    expect(await list('?type=evaluation.*', secret)).toEqual({ types: [], nextCursor: null });
    expect(said(await ask(secret, `GET /v1/events/${decided.id}`))).toEqual([404, 'not_found']);
    const { secret: reader } = await createKey(ask, customer.key, {
      scopes: ['webhooks:read', 'evaluations:read'],
    });
    expect((await ask(reader, `GET /v1/events/${decided.id}`)).body).toEqual(decided);
    const { secret: without } = await createKey(ask, customer.key, { scopes: ['keys:read'] });
    expect(said(await ask(without, 'GET /v1/events'))).toEqual([403, 'scope_missing']);
  });

  it('whose content was erased say so', async () => {
    const { body } = await ask(customer.key, 'GET /v1/events?type=key.created&limit=1');
    const [{ id }] = body.data;
    await api.database.query('update events set data = null where id = $1', [parseId('event', id as string)]);
    const erased = await ask(customer.key, `GET /v1/events/${id}`);
    expect(erased.body).toEqual({ ...body.data[0], data: null });
  });

  it.each(['key.lost', 'key', 'nothing.*', '', 'x'.repeat(65)])(
    'are not asked for by a type that there is none of: %j',
    async (type) => {
      const answer = await ask(customer.key, `GET /v1/events?type=${type}`);
      expect([said(answer), pointersOf(answer)]).toEqual([[422, 'validation_failed'], ['/type']]);
    },
  );

  it('under an id that is nobody’s are 404, as are those of others', async () => {
    const stranger = await signUp(api.url);
    const { body } = await ask(stranger.key, 'GET /v1/events?limit=1');
    for (const id of [body.data[0].id as string, formatId('event', newUuid(1)), 'event_x', customer.tenantId])
      expect(said(await ask(customer.key, `GET /v1/events/${id}`))).toEqual([404, 'not_found']);
  });
});
