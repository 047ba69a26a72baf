import { inParallel } from '../evaluation/in-parallel';
import { readBooks, uuidOfTenant } from '../evaluation/books';
import { registerAgent, signed } from '../agent-identity/signatures/signing-agent';
import { aTransaction, call, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { daysOfMonth, inMonth } from '../support/months';
import { freeClock, setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { until } from '../support/until';
import { evaluateTimes } from './billing-steps';

const QUOTA = 1_000;
const CONNECTIONS = 64;

let api: TestApi;
let other: TestApi;

beforeAll(async () => {
  api = await startTestApi({ defaultPlan: 'free' });
  other = await startTestApi({ defaultPlan: 'free' }, api.database);
});
afterEach(() => {
  for (const { app } of [api, other]) freeClock(app);
});
afterAll(async () => {
  await other.stop();
  await api.stop();
});

const counted = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const usedOf = async (customer: Customer): Promise<number> =>
  (await customer.get('/v1/billing')).body.used as number;
const evaluationsIn = ({ body }: Answer): number[] =>
  (body.data as { evaluations: number }[]).map(({ evaluations }) => evaluations);
const thresholds = async (customer: Customer): Promise<number[]> => {
  const { body } = await customer.get('/v1/events?type=usage.threshold_reached');
  return (body.data as { data: { threshold: { percent: number } } }[]).map(
    ({ data }) => data.threshold.percent,
  );
};

describe('the quota of the free plan', () => {
  it('is exact for 64 connections over two processes, and its thresholds are told once', async () => {
    const customer = await signUp(api.url);
    const asked = Array.from({ length: QUOTA + 200 }, () => aTransaction());
    const customers = [api, other].map(({ url }) => customerWith(url, customer.key));
    const answers = await inParallel(CONNECTIONS, asked, (body, n) =>
      (customers[n % 2] ?? customer).post('/v1/evaluations', body),
    );
    expect(counted(answers)).toEqual({ 201: QUOTA, 402: 200 });
    expect(await usedOf(customer)).toBe(QUOTA);
    const books = await readBooks(api.database, customer.tenantId);
    expect(new Set(Object.values(books))).toEqual(new Set([QUOTA]));
    await until(async () => (await thresholds(customer)).length >= 2);
    expect((await thresholds(customer)).sort()).toEqual([100, 80]);

    // What was decided before is still answered, and counts once.
    const first = asked[answers.findIndex(({ status }) => status === 201)];
    const again = await customer.post('/v1/evaluations', first);
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true']);
    // Another evaluation on purpose is one more.
    const onPurpose = await customer.post('/v1/evaluations', first, { 'Idempotency-Key': 'once-more' });
    expect([onPurpose.status, onPurpose.body.code]).toEqual([402, 'quota_exceeded']);
    expect(await usedOf(customer)).toBe(QUOTA);
  });

  it('refuses items of a batch, not the batch', async () => {
    const customer = await signUp(api.url);
    await use(customer, QUOTA - 2);
    const items = Array.from({ length: 5 }, () => aTransaction());
    const { status, body } = await customer.post('/v1/evaluations/batch', { items });
    const statuses = (body.results as { status: number }[]).map((each) => each.status);
    expect([status, statuses]).toEqual([200, [201, 201, 402, 402, 402]]);
  });

  it('leaves nothing of what it refuses behind: the same signed request may be sent again', async () => {
    const customer = await signUp(api.url);
    const agent = await registerAgent(customer);
    await use(customer, QUOTA);
    const body = aTransaction();
    const headers = signed(agent, { method: 'POST', path: '/v1/evaluations', body, apiKey: customer.key });
    const send = (): Promise<Answer> => call(api.url, '/v1/evaluations', { method: 'POST', headers, body });
    expect([(await send()).status, (await send()).status]).toEqual([402, 402]);
    await api.database.query(`update tenants set plan = 'growth' where tenant_id = $1`, [uuid(customer)]);
    await until(async () => (await customer.get('/v1/billing')).body.plan === 'growth');
    await until(async () => (await send()).status === 201);
    expect((await send()).body.reason).toBe('replayed');
    const books = await readBooks(api.database, customer.tenantId);
    expect(new Set(Object.values(books))).toEqual(new Set([1]));
  });

  it('begins anew with the month, by the time of arrival', async () => {
    const customer = await signUp(api.url);
    setClock(api.app, Date.parse(inMonth(1, `${daysOfMonth(1)}T23:59:59.999Z`)));
    await use(customer, QUOTA, inMonth(1, '01'));
    expect(counted(await evaluateTimes(customer, 2))).toEqual({ 402: 2 });
    setClock(api.app, Date.parse(inMonth(2, '01T00:00:00.000Z')));
    expect(counted(await evaluateTimes(customer, 2))).toEqual({ 201: 2 });
  });

  it('takes nothing from another tenant in the same commit, and the sandbox has none', async () => {
    const [full, fresh] = [await signUp(api.url), await signUp(api.url)];
    await use(full, QUOTA);
    const [refused, decided] = await Promise.all([evaluateTimes(full, 20), evaluateTimes(fresh, 20)]);
    expect([counted(refused), counted(decided)]).toEqual([{ 402: 20 }, { 201: 20 }]);
    const sandbox = customerWith(api.url, full.sandboxKey);
    await use({ tenantId: (await sandbox.get('/v1/tenant')).body.id }, QUOTA);
    expect(counted(await evaluateTimes(sandbox, 5))).toEqual({ 201: 5 });
    expect((await sandbox.get('/v1/billing')).body).toMatchObject({ plan: 'unlimited', used: 5 });
  });

  it('is over when the plan is a larger one', async () => {
    const customer = await signUp(api.url);
    await use(customer, QUOTA);
    expect(counted(await evaluateTimes(customer, 1))).toEqual({ 402: 1 });
    await api.database.query(`update tenants set plan = 'growth' where tenant_id = $1`, [uuid(customer)]);
    await until(async () => (await evaluateTimes(customer, 1))[0]?.status === 201);
  });
});

describe('GET /v1/usage', () => {
  it('has every evaluation in its hour, replays and refusals in none', async () => {
    const customer = await signUp(api.url);
    setClock(api.app, Date.parse(inMonth(1, '03T10:59:59.999Z')));
    await evaluateTimes(customer, 3);
    setClock(api.app, Date.parse(inMonth(1, '03T11:00:00.000Z')));
    const body = aTransaction();
    await customer.post('/v1/evaluations', body);
    await customer.post('/v1/evaluations', body);
    await customer.post('/v1/evaluations', { ...body, amount: -1 });
    const range = `from=${inMonth(1, '03T10:00:00Z')}&to=${inMonth(1, '03T12:00:00Z')}`;
    expect(evaluationsIn(await customer.get(`/v1/usage?${range}&interval=hour`))).toEqual([3, 1]);
    expect(evaluationsIn(await customer.get('/v1/usage'))).toEqual([0, 0, 4]);
  });

  it.each([
    ['from=yesterday', '/from'],
    ['interval=minute', '/interval'],
    ['from=2026-12-03T10:00:00Z&to=2026-12-03T10:00:00Z', '/to'],
    ['from=2026-01-01T00:00:00Z&to=2026-12-03T10:00:00Z&interval=hour', '/to'],
  ])('refuses %s', async (query, pointer) => {
    const customer = await signUp(api.url);
    const { status, body } = await customer.get(`/v1/usage?${query}`);
    expect([status, (body.errors as { pointer: string }[]).map((each) => each.pointer)]).toEqual([
      422,
      [pointer],
    ]);
  });
});

const uuid = ({ tenantId }: Pick<Customer, 'tenantId'>): string => uuidOfTenant(tenantId);

/** As if it had been used, under the plan that it is on. */
async function use(customer: Pick<Customer, 'tenantId'>, count: number, month?: string): Promise<void> {
  await api.database.query(
    `insert into usage_months
     select tenant_id, coalesce($3::date, date_trunc('month', now(), 'UTC')::date), 'evaluation', 'free', $2
       from tenants where tenant_id = $1`,
    [uuid(customer), count, month ?? null],
  );
}
