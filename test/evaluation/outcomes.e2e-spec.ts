import { parseId } from '@libs/ids/typeid';
import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { uuidOfTenant } from './books';
import { evaluate, factorOf } from './evaluated';
import { inParallel } from './in-parallel';
import { tell, toldByEntity } from './told';

jest.setTimeout(30_000);

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();

let database: TestDatabase;
let apis: readonly [TestApi, TestApi];
let customer: Customer;

beforeAll(async () => {
  database = await createTestDatabase();
  apis = await Promise.all([startTestApi({}, database), startTestApi({}, database)]);
});
beforeEach(async () => {
  customer = await signUp(apis[0].url);
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await database.drop();
});

const told = (): ReturnType<typeof toldByEntity> => toldByEntity(database, customer.tenantId);
const FULL = {
  ...{ transactionId: 'order-1', amount: 4_200, currency: 'EUR', customer: { id: 'c-1' } },
  counterparty: { id: 'm-1' },
  instrument: { id: 'card-1' },
  device: { id: 'd-1', ip: '203.0.113.9' },
};
const ITS_ENTITIES = [
  'counterparty:m-1',
  'customer:c-1',
  'device:d-1',
  'instrument:card-1',
  'ip:203.0.113.9',
];
const each = (counts: [number, number]): Record<string, [number, number]> =>
  Object.fromEntries(ITS_ENTITIES.map((entity) => [entity, counts]));

describe('what really happened', () => {
  it('is told of an evaluation, shown with it ever after, and known to all of its entities', async () => {
    const made = await evaluate(customer, FULL);
    const { status, body } = await tell(customer, made, { label: 'fraud', reason: 'Chargeback 10.4' });
    expect([status, body]).toEqual([
      201,
      { label: 'fraud', reason: 'Chargeback 10.4', reportedAt: body.createdAt, createdAt: body.createdAt },
    ]);
    const shown = { ...made, outcome: body };
    expect((await customer.get(`/v1/evaluations/${made.id}`)).body).toEqual(shown);
    expect((await customer.get('/v1/evaluations')).body.data).toEqual([shown]);
    expect((await customer.post('/v1/evaluations', FULL)).body).toEqual(shown);
    await expect(told()).resolves.toEqual(each([1, 0]));
  });

  it('makes the next decision of its customer stricter, with the count in the reason', async () => {
    const made = await evaluate(customer, FULL);
    const before = await evaluate(customer, { ...FULL, transactionId: 'order-2' });
    await tell(customer, made, { label: 'fraud' });
    const after = await evaluate(customer, { ...FULL, transactionId: 'order-3' });
    expect(factorOf(before, 'known_fraud_customer')).toBeUndefined();
    expect(factorOf(after, 'known_fraud_customer')).toMatchObject({ value: 1 });
    expect(after.score).toBeGreaterThan(before.score);
  });

  it('counts from when it was told: a transaction of before does not know it', async () => {
    const first = await evaluate(customer, { ...FULL, occurredAt: hoursAgo(20) });
    await tell(customer, first, { label: 'fraud', reportedAt: hoursAgo(5) });
    const earlier = await evaluate(customer, {
      ...FULL,
      transactionId: 'order-2',
      occurredAt: hoursAgo(30 * 24),
    });
    const later = await evaluate(customer, { ...FULL, transactionId: 'order-3' });
    expect(factorOf(earlier, 'known_fraud_customer')).toBeUndefined();
    expect(factorOf(later, 'known_fraud_customer')).toMatchObject({ value: 1 });
  });

  it('can change: the latest counts, the former is taken back and kept', async () => {
    const made = await evaluate(customer, FULL);
    const fraud = await tell(customer, made, { label: 'fraud' });
    const legitimate = await tell(customer, made, { label: 'legitimate', reason: 'Withdrawn' });
    await expect(told()).resolves.toEqual(each([0, 1]));
    expect((await customer.get(`/v1/evaluations/${made.id}`)).body.outcome).toEqual(legitimate.body);
    const { body } = await customer.get(`/v1/evaluations/${made.id}/outcomes`);
    expect(body).toEqual({ data: [legitimate.body, fraud.body], nextCursor: null });
    await tell(customer, made, { label: 'fraud' });
    await expect(told()).resolves.toEqual(each([1, 0]));
  });

  it('is paged through change by change, newest first', async () => {
    const made = await evaluate(customer, FULL);
    const labels = ['fraud', 'legitimate', 'fraud', 'legitimate', 'fraud'];
    for (const label of labels) await tell(customer, made, { label });
    const seen: string[] = [];
    let query = '?limit=2';
    for (let pages = 0; pages < 3; pages += 1) {
      const { body } = await customer.get(`/v1/evaluations/${made.id}/outcomes${query}`);
      seen.push(...(body.data as { label: string }[]).map(({ label }) => label));
      query = `?limit=2&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual([...labels].reverse());
  });

  it.each([
    ['without a time', {}],
    ['with its time', { reportedAt: hoursAgo(1) }],
    ['with a reason', { reason: 'Chargeback 10.4' }],
  ])('told again identically, %s, changes nothing', async (_, report) => {
    const made = await evaluate(customer, { ...FULL, occurredAt: hoursAgo(2) });
    const first = await tell(customer, made, { label: 'fraud', ...report });
    const again = await tell(customer, made, { label: 'fraud', ...report });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect((await customer.get(`/v1/evaluations/${made.id}/outcomes`)).body.data).toHaveLength(1);
    await expect(told()).resolves.toEqual(each([1, 0]));
    await expect(recorded('outcome.recorded')).resolves.toEqual({ entries: 1, events: 1 });
  });

  it('changes with another time, and counts once', async () => {
    const made = await evaluate(customer, { ...FULL, occurredAt: hoursAgo(2) });
    await tell(customer, made, { label: 'fraud', reportedAt: hoursAgo(1) });
    await tell(customer, made, { label: 'fraud', reportedAt: hoursAgo(0.5) });
    expect((await customer.get(`/v1/evaluations/${made.id}/outcomes`)).body.data).toHaveLength(2);
    await expect(told()).resolves.toEqual(each([1, 0]));
  });

  it('of a transaction that was evaluated twice counts once, and both show it', async () => {
    const first = await evaluate(customer, FULL);
    const second = await customer.post('/v1/evaluations', FULL, { 'Idempotency-Key': 'k-1' });
    expect(second.body.id).not.toBe(first.id);
    await tell(customer, first, { label: 'fraud' });
    const again = await tell(customer, second.body, { label: 'fraud' });
    await expect(told()).resolves.toEqual(each([1, 0]));
    for (const id of [first.id, second.body.id]) {
      const { body } = await customer.get(`/v1/evaluations/${id}`);
      expect(body.outcome).toEqual(again.body);
    }
    const third = await customer.post('/v1/evaluations', FULL, { 'Idempotency-Key': 'k-2' });
    expect(third.body.outcome).toEqual(again.body);
    expect((await customer.get(`/v1/evaluations/${third.body.id}`)).body).toEqual(third.body);
  });

  it('is lost by no race: of many reports at two processes the last one recorded is the one in force', async () => {
    const made = await evaluate(customer, FULL);
    const reports = Array.from({ length: 24 }, (_, n) => ({
      label: n % 2 === 0 ? 'fraud' : 'legitimate',
      reason: `report ${n}`,
    }));
    const answers = await inParallel(8, reports, (report, n) =>
      tell(customerWith(apis[n % 2]?.url ?? '', customer.key), made, report),
    );
    expect(answers.map(({ status }) => status)).toEqual(reports.map(() => 201));
    const { body } = await customer.get(`/v1/evaluations/${made.id}/outcomes?limit=100`);
    expect(body.data).toHaveLength(reports.length);
    const latest = body.data[0] as { label: string };
    await expect(told()).resolves.toEqual(each(latest.label === 'fraud' ? [1, 0] : [0, 1]));
    expect((await customer.get(`/v1/evaluations/${made.id}`)).body.outcome).toEqual(latest);
  });

  it('loses no count while its entities are being decided on', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, n) => evaluate(customer, { ...FULL, transactionId: `order-${n}` })),
    );
    await inParallel(8, made, async (evaluation, n) => {
      await tell(customer, evaluation, { label: 'fraud' });
      await evaluate(customer, { ...FULL, transactionId: `later-${n}` });
    });
    await expect(told()).resolves.toEqual(each([12, 0]));
  });

  it('is in the audit trail with what it was before, and an event shows the evaluation with it', async () => {
    const made = await evaluate(customer, { ...FULL, occurredAt: hoursAgo(2) });
    const [first, second] = [hoursAgo(1), hoursAgo(0.5)];
    await tell(customer, made, { label: 'fraud', reportedAt: first });
    await tell(customer, made, { label: 'legitimate', reportedAt: second });
    const entries = await database.query<{ before: object | null; after: object }>(
      `select before, after from audit_entries where tenant_id = $1 and resource_id = $2 and action = 'outcome.recorded' order by id`,
      [uuidOfTenant(customer.tenantId), parseId('eval', made.id)],
    );
    expect(entries).toEqual(
      expect.arrayContaining([
        { before: null, after: { label: 'fraud', reportedAt: first } },
        {
          before: { label: 'fraud', reportedAt: first },
          after: { label: 'legitimate', reportedAt: second },
        },
      ]),
    );
    const events = await database.query<{ data: { outcome: { label: string } } }>(
      `select data from events where tenant_id = $1 and type = 'outcome.recorded'`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(events.map(({ data }) => data.outcome.label).sort()).toEqual(['fraud', 'legitimate']);
    const { body } = await customer.get(`/v1/evaluations/${made.id}`);
    expect(events.map(({ data }) => data)).toContainEqual(body);
  });

  it('of another tenant’s evaluation is not found, and neither is its history', async () => {
    const made = await evaluate(await signUp(apis[0].url), aTransaction());
    const post = await tell(customer, made, { label: 'fraud' });
    const get = await customer.get(`/v1/evaluations/${made.id}/outcomes`);
    expect([post.status, post.body.code, get.status]).toEqual([404, 'not_found', 404]);
    const malformed = await tell(customer, { id: 'eval_1' }, { label: 'fraud' });
    expect(malformed.body.detail).toBe(post.body.detail);
  });

  it.each([
    ['an unknown label', { label: 'maybe' }, '/label'],
    ['no label', {}, '/label'],
    ['a null reason', { label: 'fraud', reason: null }, '/reason'],
    ['an empty reason', { label: 'fraud', reason: '' }, '/reason'],
    ['a reason of 257 characters', { label: 'fraud', reason: 'x'.repeat(257) }, '/reason'],
    ['a time before the transaction', { label: 'fraud', reportedAt: hoursAgo(3) }, '/reportedAt'],
    ['a time of next hour', { label: 'fraud', reportedAt: hoursAgo(-1) }, '/reportedAt'],
    ['a time that is none', { label: 'fraud', reportedAt: 'today' }, '/reportedAt'],
    ['a field of another name', { label: 'fraud', colour: 'red' }, '/colour'],
  ])('with %s is refused, and nothing is known', async (_, report, pointer) => {
    const made = await evaluate(customer, { ...FULL, occurredAt: hoursAgo(2) });
    const { status, body } = await tell(customer, made, report);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ in: 'body', pointer }]);
    await expect(told()).resolves.toEqual(each([0, 0]));
  });

  it('can be told of a transaction that is to happen in a moment', async () => {
    const made = await evaluate(customer, { ...FULL, occurredAt: hoursAgo(-1 / 20) });
    const { status, body } = await tell(customer, made, { label: 'legitimate' });
    expect([status, body.reportedAt]).toEqual([201, made.occurredAt]);
  });
});

describe('a file of what really happened', () => {
  const send = (items: unknown): ReturnType<Customer['post']> =>
    customer.post('/v1/outcomes/batch', { items });

  it('is told by the customer’s own ids; a bad line spoils no other', async () => {
    const made = await evaluate(customer, FULL);
    const refund = await evaluate(customer, { ...FULL, type: 'refund' });
    const { status, body } = await send([
      { transactionId: 'order-1', label: 'fraud' },
      { transactionId: 'order-9', label: 'fraud' },
      { transactionId: 'order-1', label: 'perhaps' },
      'order-1',
      { transactionId: 'order-1', type: 'refund', label: 'legitimate', reason: 'Goods came back' },
    ]);
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { status: 201, outcome: { label: 'fraud' } },
      { status: 404, problem: { code: 'not_found', status: 404 } },
      { status: 422, problem: { code: 'validation_failed', errors: [{ pointer: '/label' }] } },
      { status: 422, problem: { errors: [{ pointer: '' }] } },
      { status: 201, outcome: { label: 'legitimate', reason: 'Goods came back' } },
    ]);
    expect((await customer.get(`/v1/evaluations/${made.id}`)).body.outcome.label).toBe('fraud');
    expect((await customer.get(`/v1/evaluations/${refund.id}`)).body.outcome.label).toBe('legitimate');
  });

  it('changes nothing the second time', async () => {
    await evaluate(customer, FULL);
    const items = [{ transactionId: 'order-1', label: 'fraud' }];
    const first = await send(items);
    const second = await send(items);
    expect(second.body).toEqual(first.body);
    await expect(told()).resolves.toEqual(each([1, 0]));
    await expect(recorded('outcome.recorded')).resolves.toEqual({ entries: 1, events: 1 });
  });

  it('with several lines of one transaction leaves the last of them in force', async () => {
    const made = await evaluate(customer, FULL);
    const items = Array.from({ length: 9 }, (_, n) => ({
      ...{ transactionId: 'order-1', label: n % 2 === 0 ? 'fraud' : 'legitimate', reason: `line ${n}` },
    }));
    await send(items);
    const { body } = await customer.get(`/v1/evaluations/${made.id}`);
    expect(body.outcome).toMatchObject({ label: 'fraud', reason: 'line 8' });
    await expect(told()).resolves.toEqual(each([1, 0]));
  });

  it('knows nothing of another tenant’s transactions', async () => {
    await evaluate(await signUp(apis[0].url), FULL);
    const { body } = await send([{ transactionId: 'order-1', label: 'fraud' }]);
    expect(body.results).toMatchObject([{ status: 404, problem: { code: 'not_found' } }]);
  });
});

async function recorded(action: string): Promise<{ entries: number; events: number }> {
  const [row] = await database.query<{ entries: number; events: number }>(
    `select (select count(*)::int from audit_entries where tenant_id = $1 and action = $2) as entries,
            (select count(*)::int from events where tenant_id = $1 and type = $2) as events`,
    [uuidOfTenant(customer.tenantId), action],
  );
  return row ?? { entries: 0, events: 0 };
}
