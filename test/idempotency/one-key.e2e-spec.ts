import { Client } from 'pg';
import { plantKey } from '../auth/planted-key';
import { uuidOfTenant } from '../evaluation/books';
import { aPolicy, aRule } from '../evaluation/policy-steps';
import { call, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';

const DAY_MS = 86_400_000;
const KEY = { 'Idempotency-Key': 'k-1' };

let api: TestApi;
let customer: Customer;
beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterEach(() => {
  setClock(api.app, Date.now());
});
afterAll(() => api.stop());

const createList = (name: string, key: Record<string, string> = KEY): Promise<Answer> =>
  customer.post('/v1/lists', { name }, key);

const isReplay = ({ headers }: Answer): boolean => headers.get('Idempotent-Replayed') === 'true';

async function remove(path: string): Promise<void> {
  const headers = { Authorization: `Bearer ${customer.key}` };
  const { status } = await call(api.url, path, { method: 'DELETE', headers });
  expect(status).toBe(204);
}

describe('a key', () => {
  it('gets the first answer also where what was created is gone meanwhile', async () => {
    const first = await createList('trusted');
    await remove('/v1/lists/trusted');
    const again = await createList('trusted');
    expect([again.status, isReplay(again), again.body]).toEqual([201, true, first.body]);
    expect((await customer.get('/v1/lists/trusted')).status).toBe(404);
  });

  it('gets it whatever spelling of the same JSON is sent', async () => {
    const first = await customer.post('/v1/lists', { name: 'a', description: 'Ours' }, KEY);
    const again = await customer.post('/v1/lists', { description: 'Ours', name: 'a' }, KEY);
    expect([isReplay(again), again.body]).toEqual([true, first.body]);
  });

  it('counts for every other call too: there it is refused', async () => {
    await createList('trusted');
    const other = await customer.post('/v1/lists/trusted/entries', { value: 'c-1' }, KEY);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('is not taken by a request that is refused', async () => {
    expect((await createList('No!')).status).toBe(422);
    await createList('trusted', {});
    expect((await createList('trusted')).status).toBe(409);
    const answer = await createList('other');
    expect([answer.status, isReplay(answer)]).toEqual([201, false]);
  });

  it('is free again after 24 hours', async () => {
    const nowMs = Date.now();
    setClock(api.app, nowMs);
    const first = await createList('trusted');
    await remove('/v1/lists/trusted');
    setClock(api.app, nowMs + DAY_MS - 1);
    expect(isReplay(await createList('trusted'))).toBe(true);
    setClock(api.app, nowMs + DAY_MS);
    const later = await createList('trusted');
    expect([later.status, isReplay(later)]).toEqual([201, false]);
    expect(later.body.id).not.toBe(first.body.id);
  });

  it('is refused where it is none', async () => {
    const answer = await createList('trusted', { 'Idempotency-Key': 'a b' });
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
      ...[400, 'bad_request', 'Idempotency-Key'],
    ]);
    expect((await customer.get('/v1/lists')).body.data).toEqual([]);
  });

  it('opens nothing to a key of the tenant that may not make the call', async () => {
    await createList('trusted');
    const reader = customerWith(
      api.url,
      await plantKey(api.database, customer.tenantId, { scopes: ['lists:read'] }),
    );
    const answer = await reader.post('/v1/lists', { name: 'trusted' }, KEY);
    expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
  });

  it('keeps a large answer as it keeps a small one', async () => {
    const rules = Array.from({ length: 100 }, (_, n) => aRule({ code: `own_${n}`, points: 1 }));
    const first = await customer.post('/v1/policies', aPolicy({ rules }), KEY);
    const again = await customer.post('/v1/policies', aPolicy({ rules }), KEY);
    expect([first.status, isReplay(again), again.body]).toEqual([201, true, first.body]);
  });
});

describe('a request whose first one is still running', () => {
  it('is answered with 409 where that takes too long, and later with the answer', async () => {
    const database = await createTestDatabase();
    // Otherwise 5 s, as docker/roles.sql sets it.
    await database.query(`alter role trustflow_app in database ${database.name} set lock_timeout = '300ms'`);
    const slow = await startTestApi({}, database);
    const other = new Client({ connectionString: database.urls.app });
    await other.connect();
    try {
      const { post, tenantId } = await signUp(slow.url);
      await other.query('begin');
      await other.query(`select set_config('app.tenant_id', $1, true)`, [uuidOfTenant(tenantId)]);
      await other.query(
        `insert into kept_answers (tenant_id, key, request_digest, expires_at)
         values (current_tenant_id(), 'k-1', sha256(''), now() + interval '1 day')`,
      );
      const refused = await post('/v1/lists', { name: 'trusted' }, KEY);
      expect([refused.status, refused.body.code, refused.headers.get('Retry-After')]).toEqual([
        ...[409, 'idempotency_in_progress', '1'],
      ]);
      await other.query('rollback');
      const answer = await post('/v1/lists', { name: 'trusted' }, KEY);
      expect([answer.status, isReplay(answer)]).toEqual([201, false]);
    } finally {
      await other.end();
      await slow.stop();
      await database.drop();
    }
  });
});
