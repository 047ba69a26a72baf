import { evaluate } from '../evaluation/evaluated';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { refusalOf } from './audit-steps';

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly resource: string;
  readonly createdAt: string;
  readonly actor: { readonly type: string; readonly id: string | null };
}

describe('GET /v1/audit/entries', () => {
  let api: TestApi;
  let customer: Customer;
  let evaluations: string[];
  let keyId: string;
  let startedAt: string;
  beforeAll(async () => {
    api = await startTestApi();
    customer = await signUp(api.url);
    startedAt = new Date().toISOString();
    evaluations = [];
    for (let number = 0; number < 3; number += 1) {
      evaluations.push((await evaluate(customer, aTransaction())).id);
    }
    const key = await customer.post('/v1/api-keys', { name: 'Shop', scopes: ['evaluations:write'] });
    keyId = key.body.id;
  });
  afterAll(() => api.stop());

  async function listed(query: string): Promise<Entry[]> {
    const { status, body } = await customer.get(`/v1/audit/entries?${query}`);
    expect(status).toBe(200);
    return body.data as Entry[];
  }

  it('shows what was done, newest first', async () => {
    const entries = await listed('limit=100');
    const ids = entries.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(
      entries.filter(({ action }) => action === 'evaluation.decided').map((each) => each.resource),
    ).toEqual(evaluations.toReversed());
    const [last] = entries.filter(({ action }) => action === 'key.created');
    expect(last).toMatchObject({ resource: keyId, actor: { type: 'key' } });
  });

  it('by pages, each entry once', async () => {
    const all = (await listed('limit=100')).map(({ id }) => id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await customer.get(`/v1/audit/entries?limit=2${cursor}`);
      seen.push(...(body.data as Entry[]).map(({ id }) => id));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor as string}`;
    } while (cursor !== '');
    expect(seen).toEqual(all);
  });

  it('by action, by kind of action, by resource and by actor', async () => {
    const decisions = await listed('action=evaluation.decided');
    expect(decisions.map(({ resource }) => resource)).toEqual(evaluations.toReversed());
    expect(await listed('action=evaluation.*')).toEqual(decisions);
    expect(
      (await listed('action=key.*')).map(({ action }) => new Set(['key.created']).has(action)),
    ).not.toContain(undefined);
    expect((await listed(`resource=${evaluations[0]}`)).map(({ action }) => action)).toEqual([
      'evaluation.decided',
    ]);
    const actor = decisions[0]?.actor.id ?? '';
    expect((await listed(`actor=${actor}&action=evaluation.decided`)).length).toBe(3);
    expect(await listed(`actor=${keyId}`)).toEqual([]);
    for (const {
      actor: { type },
    } of await listed('actor=system'))
      expect(type).toBe('system');
  });

  it('takes an underscore for itself', async () => {
    expect(await listed('action=evaluation.decide_')).toEqual([]);
  });

  it('by time', async () => {
    const [newest] = await listed('action=evaluation.decided');
    const createdAt = newest?.createdAt ?? '';
    expect((await listed(`from=${startedAt}&action=evaluation.decided`)).length).toBe(3);
    expect((await listed(`to=${startedAt}`)).every((each) => each.createdAt < startedAt)).toBe(true);
    expect((await listed(`from=${createdAt}&action=evaluation.decided`)).map(({ id }) => id)).toContain(
      newest?.id,
    );
    expect((await listed(`to=${createdAt}`)).map(({ id }) => id)).not.toContain(newest?.id);
  });

  it('shows one', async () => {
    const [newest] = await listed('limit=1');
    expect((await customer.get(`/v1/audit/entries/${newest?.id}`)).body).toEqual(newest);
    expect(refusalOf(await customer.get(`/v1/audit/entries/${keyId}`))).toEqual([404, 'not_found']);
  });

  it.each([
    'action=Key',
    'action=key',
    'actor=me',
    'actor=eval_1',
    'resource=order-1',
    'resource=_',
    'resource=A_01kapm4y6qf0t9d2h1w8zc3v5x',
    'resource=order_01kapm4y6qf0t9d2h1w8zc3v5x',
    'from=now',
  ])('refuses %s', async (query) => {
    expect(refusalOf(await customer.get(`/v1/audit/entries?${query}`))).toEqual([422, 'validation_failed']);
  });

  it('a rare actor costs a bounded look, and leads on', async () => {
    // More than are looked at for a page, older than the rest.
    const tenant = `(select tenant_id from evaluations limit 1)`;
    await api.database.query(
      `insert into audit_entries (tenant_id, id, action, actor_type, actor_id, resource_type, resource_id, trace_id,
              leaf_hash, created_at)
       select ${tenant}, overlay(uuid_lower_bound(now() - make_interval(secs => n))::text placing '7' from 15)::uuid,
              'evaluation.decided', 'operator', null, 'eval', gen_random_uuid(), repeat('0', 32),
              sha256(n::text::bytea), now() - make_interval(secs => n)
         from generate_series(1, 5100) n`,
    );
    const first = await customer.get('/v1/audit/entries?actor=system&action=evaluation.decided');
    expect([first.body.data, typeof first.body.nextCursor]).toEqual([[], 'string']);
    const next = await customer.get(
      `/v1/audit/entries?actor=system&action=evaluation.decided&cursor=${first.body.nextCursor as string}`,
    );
    expect(next.body).toEqual({ data: [], nextCursor: null });
  });
});
