import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { createHash, randomUUID } from 'node:crypto';
import { parseId } from '@libs/ids/typeid';
import { uuidOfTenant } from '../evaluation/books';
import { evaluate } from '../evaluation/evaluated';
import { anOpenReview, tell } from '../evaluation/told';
import { aTransaction, call, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { erase, requestErasure, untilAsleep, untilErased } from './erasure-steps';

jest.setTimeout(60_000);

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const uuid = (): string => uuidOfTenant(customer.tenantId);
const whole = { scope: 'tenant', confirm: 'Acme Shop' };
const ofPath = (url: string): string => url.replace(/^https?:\/\/[^/]+/, '');
const take = (id: string): Promise<Answer> =>
  call(api.url, `/v1/privacy/erasures/${id}`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${customer.key}` },
  });

describe('asking for an erasure', () => {
  it('of a subject never shows whom it is of, nor keeps it', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const subject = { kind: 'customer', id: 'c-quite-unlikely' };
    const answer = await customer.post('/v1/privacy/erasures', { subject }, headers);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('Location')).toBe(`/v1/privacy/erasures/${answer.body.id}`);
    expect(answer.body).toMatchObject({ scope: 'subject', subject: { kind: 'customer' }, status: 'waiting' });
    const done = await untilErased(customer, answer.body.id as string);
    expect(JSON.stringify([answer.body, done])).not.toContain('c-quite-unlikely');
    const rows = await api.database.query('select subject_id, cursor from erasures where tenant_id = $1', [
      uuid(),
    ]);
    expect(rows).toEqual([{ subject_id: null, cursor: null }]);
    // The digest of a request that says nothing but whom would tell it.
    const again = await customer.post('/v1/privacy/erasures', { subject }, headers);
    expect([again.status, again.body.code]).toEqual([410, 'erased']);
  });

  it.each<[body: object, pointer: string]>([
    [{}, '/subject'],
    [{ subject: { kind: 'customer', id: 'c-1' }, ...whole }, '/subject'],
    [{ scope: 'tenant' }, '/subject'],
    [{ scope: 'tenant', confirm: 'Acme Shops' }, '/confirm'],
    [{ subject: { kind: 'person', id: 'c-1' } }, '/subject/kind'],
    [{ subject: { kind: 'customer', id: '' } }, '/subject/id'],
    [{ subject: { kind: 'ip', id: 'c-1' } }, '/subject/id'],
  ])('with %j is refused for %s', async (body, pointer) => {
    const answer = await customer.post('/v1/privacy/erasures', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ in: 'body', pointer }]);
  });

  it('of the tenant waits three days, once, and can be taken back', async () => {
    const { status, body } = await customer.post('/v1/privacy/erasures', whole);
    expect(status).toBe(202);
    expect(Date.parse(body.executeAfter as string) - Date.parse(body.requestedAt as string)).toBe(
      72 * 3_600_000,
    );
    expect((await customer.post('/v1/privacy/erasures', whole)).status).toBe(409);
    expect([(await take(body.id as string)).status, (await take(body.id as string)).status]).toEqual([
      204, 204,
    ]);
    expect((await customer.get(`/v1/privacy/erasures/${body.id}`)).body.status).toBe('cancelled');
    const entries = await api.database.query(
      `select action, after from audit_entries where tenant_id = $1 and action like 'erasure.%' order by id`,
      [uuid()],
    );
    expect(entries).toMatchObject([
      { action: 'erasure.requested', after: { scope: 'tenant' } },
      { action: 'erasure.cancelled', after: { scope: 'tenant' } },
    ]);
  });

  it('of the tenant is refused while it pays', async () => {
    await api.database.query(
      `insert into billing_accounts (tenant_id, status, plan, created_at) values ($1, 'active', 'growth', now())`,
      [uuid()],
    );
    const { status, body } = await customer.post('/v1/privacy/erasures', whole);
    expect([status, body.code]).toEqual([409, 'conflict']);
  });

  it('of a subject can not be taken back', async () => {
    const { id } = await requestErasure(customer, { kind: 'device', id: 'd-1' });
    expect((await take(id as string)).status).toBe(409);
  });
});

describe('the status of an erasure', () => {
  it('is shown to who knows its URL, without a key, and to nobody else', async () => {
    const { id, statusUrl } = await requestErasure(customer, { kind: 'customer', id: 'c-1' });
    const path = ofPath(statusUrl as string);
    const shown = await call(api.url, path);
    expect([shown.status, shown.body.id]).toEqual([200, id]);
    const token = path.split('/').at(-1) ?? '';
    const other = token.startsWith('A') ? `B${token.slice(1)}` : `A${token.slice(1)}`;
    for (const wrong of [other, `${token}A`, 'x', '%00']) {
      const answer = await call(api.url, `/v1/privacy/erasure-status/${wrong}`);
      expect([wrong, answer.status]).toEqual([wrong, wrong === '%00' ? answer.status : 404]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    const rows = await api.database.query<{ row: string }>(
      'select t::text as row from erasures t where tenant_id = $1',
      [uuid()],
    );
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('a completed erasure', () => {
  it('has a certificate that the published keys verify', async () => {
    await evaluate(customer, aTransaction({ customer: { id: 'c-1' } }));
    const done = await erase(customer, { kind: 'customer', id: 'c-1' });
    const { body: jwks } = await call(api.url, '/.well-known/jwks.json');
    const keys = createLocalJWKSet(jwks as JSONWebKeySet);
    const { payload } = await jwtVerify(done.certificate as string, keys, { algorithms: ['EdDSA'] });
    expect(decodeProtectedHeader(done.certificate as string)).toMatchObject({
      ...{ alg: 'EdDSA', typ: 'trustflow-erasure-certificate+jwt' },
    });
    expect(payload).toMatchObject({
      ...{ erasureId: done.id, tenantId: customer.tenantId, scope: 'subject', kind: 'customer' },
      counts: done.counts,
      completedAt: done.completedAt,
    });
    const monthMs = Date.parse(payload['backupsGoneBy'] as string) - Date.parse(done.completedAt as string);
    expect(monthMs).toBe(30 * 86_400_000);
    const forged = (done.certificate as string).replace('.e', '.f');
    await expect(jwtVerify(forged, keys)).rejects.toThrow();
  });

  it('is told in the trail with the leaves that it emptied, and to who listens', async () => {
    const evaluation = await evaluate(customer, aTransaction({ customer: { id: 'c-1' } }));
    const done = await erase(customer, { kind: 'customer', id: 'c-1' });
    const [completed] = await api.database.query<{ after: Answer['body'] }>(
      `select after from audit_entries where tenant_id = $1 and action = 'erasure.completed'`,
      [uuid()],
    );
    const leaf = Buffer.from(evaluation.receipt.leafHash, 'base64');
    expect(completed?.after).toEqual({
      subjectKind: 'customer',
      counts: done.counts,
      erasedLeaves: { count: 1, digest: createHash('sha256').update(leaf).digest('base64') },
    });
    const { body: events } = await customer.get('/v1/events?type=erasure.completed');
    expect(events.data).toMatchObject([{ data: { id: done.id, status: 'completed' } }]);
  });
});

describe('an evaluation whose customer was erased', () => {
  const uuidOfEvaluation = ({ id }: { id: string }): string => parseId('eval', id) ?? '';

  async function customerOf(evaluation: { id: string }): Promise<string> {
    const [row] = await api.database.query<{ id: string }>(
      'select customer_id as id from evaluations where id = $1',
      [uuidOfEvaluation(evaluation)],
    );
    return row?.id ?? '';
  }

  it('still shows its decision, its points and its leaf, and nothing of the person', async () => {
    const before = await evaluate(
      customer,
      aTransaction({ customer: { id: 'c-1' }, device: { id: 'd-1', ip: '203.0.113.9' } }),
    );
    await tell(customer, before, { label: 'fraud', reason: 'Ann Smith called' });
    await erase(customer, { kind: 'customer', id: 'c-1' });
    const { body: after } = await customer.get(`/v1/evaluations/${before.id}`);
    expect(after).toMatchObject({
      ...{ decision: before.decision, score: before.score, transactionId: before.transactionId },
      ...{ reasoning: '[erased]', outcome: { label: 'fraud', reason: '[erased]' } },
      receipt: { leafHash: before.receipt.leafHash, salt: null },
    });
    const pointsOf = (factors: Answer['body']): unknown[] =>
      (factors as { code: string; points: number }[]).map(({ code, points }) => [code, points]);
    expect(pointsOf(after.factors)).toEqual(pointsOf(before.factors));
    const found = await customer.post('/v1/evaluations/search', { deviceId: 'd-1' });
    expect(found.body.data).toHaveLength(1);
  });

  it('can be neither decided again nor repeated, and counts nothing', async () => {
    const body = aTransaction({ customer: { id: 'c-1' } });
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await customer.post('/v1/evaluations', body, headers);
    await erase(customer, { kind: 'customer', id: 'c-1' });
    const answers = [
      await customer.post(`/v1/evaluations/${first.body.id}/replay`, {}),
      await customer.post('/v1/evaluations', body),
      await customer.post('/v1/evaluations', body, headers),
      await customer.post('/v1/evaluations', body, { 'Idempotency-Key': randomUUID() }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code as unknown])).toEqual(
      Array.from({ length: 4 }, () => [410, 'erased']),
    );
    const rows = await api.database.query(
      `select (select count(*)::int from evaluations where tenant_id = $1) as evaluations,
              (select sum(count)::int from usage_hours where tenant_id = $1) as used`,
      [uuid()],
    );
    expect(rows).toEqual([{ evaluations: 1, used: 1 }]);
  });

  it('is told of and settled without a text alone', async () => {
    const held = await anOpenReview(customer);
    const customerId = await customerOf(held);
    await erase(customer, { kind: 'customer', id: customerId });
    const settle = (body: object): Promise<Answer> =>
      customer.post(`/v1/evaluations/${held.id}/review`, { resolution: 'approved', ...body });
    const { transactionId } = held;
    const item = { transactionId, label: 'fraud', reason: 'Ann Smith called' };
    const batch = await customer.post('/v1/outcomes/batch', { items: [item] });
    const answers = [
      await tell(customer, held, { label: 'fraud', reason: 'Ann Smith called' }),
      await settle({ note: 'Ann Smith called' }),
      await tell(customer, held, { label: 'fraud' }),
      await settle({}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([410, 410, 201, 201]);
    expect(batch.body.results).toMatchObject([{ status: 410 }]);
  });

  it('is not told of by who found it before it was erased', async () => {
    const held = await anOpenReview(customer);
    const erasing = api.database.query(
      `begin; select from evaluations where id = '${uuidOfEvaluation(held)}' for update;
       update evaluations set erased_at = now() where id = '${uuidOfEvaluation(held)}'; select pg_sleep(1); commit`,
    );
    await untilAsleep(api.database);
    const answers = await Promise.all([
      tell(customer, held, { label: 'fraud', reason: 'Ann Smith called' }),
      customer.post(`/v1/evaluations/${held.id}/review`, {
        resolution: 'approved',
        note: 'Ann Smith called',
      }),
    ]);
    await erasing;
    expect(answers.map(({ status }) => status)).toEqual([410, 410]);
  });

  it('does not stop the customer from being new again', async () => {
    await evaluate(customer, aTransaction({ customer: { id: 'c-1' } }));
    await erase(customer, { kind: 'customer', id: 'c-1' });
    await evaluate(customer, aTransaction({ customer: { id: 'c-1' } }));
    const rows = await api.database.query(
      `select (state -> 'byHour')::text ~ '2' as knows_more from profiles where tenant_id = $1 and entity_id = 'c-1'`,
      [uuid()],
    );
    expect(rows).toEqual([{ knows_more: false }]);
  });
});

describe('only a running erasure of the tenant itself', () => {
  it('empties entries or deletes rows', async () => {
    const evaluation = await evaluate(customer, aTransaction());
    const done = await erase(customer, { kind: 'customer', id: 'nobody' });
    const other = await signUp(api.url);
    await requestErasure(other, { kind: 'customer', id: 'nobody' });
    const [erasure] = await api.database.query<{ id: string }>(
      'select id from erasures where tenant_id = $1',
      [uuid()],
    );
    for (const statement of [
      `select erase_audit_entries('${erasure?.id}', '{}')`,
      `select erase_tenant_rows('${erasure?.id}', 'evaluations', 1)`,
      'update audit_entries set salt = null',
      'delete from audit_entries',
      'delete from evaluations',
    ]) {
      await expect(
        api.database.queryAs(
          'app',
          `do $$ begin perform set_config('app.tenant_id', '${uuid()}', true); ${statement.replace(/^select/, 'perform')}; end $$`,
        ),
      ).rejects.toThrow(/running|permission denied/);
    }
    expect(done.status).toBe('completed');
    expect((await customer.get(`/v1/evaluations/${evaluation.id}`)).body.receipt.salt).not.toBeNull();
  });
});
