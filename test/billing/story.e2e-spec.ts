import { entriesOf } from '../audit/entries';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { daysOfMonth, inMonth } from '../support/months';
import type { TestApi } from '../support/test-api';
import { doTask, evaluateTimes, payFor, setTime, tellAll } from './billing-steps';
import { startPayingApi } from './paying-api';
import type { PayingApi } from './paying-api';
import type { FakeStripe } from './fake-stripe/fake-stripe';

let paying: PayingApi;
let stripe: FakeStripe;
let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  paying = await startPayingApi();
  ({ api, stripe } = paying);
});
afterAll(() => paying.stop());

const billing = async (): Promise<Record<string, unknown>> =>
  (await customer.get('/v1/billing')).body as Record<string, unknown>;

/** What Stripe said of the plan, each of its words once. */
async function expectInTrail(): Promise<void> {
  const [changes, plans] = [
    await entriesOf(api.database, customer.tenantId, 'subscription.changed'),
    await entriesOf(api.database, customer.tenantId, 'plan.changed'),
  ];
  const none = { status: 'none', plan: null, nextPlan: null };
  const states = [
    none,
    { status: 'active', plan: 'growth', nextPlan: null },
    { status: 'active', plan: 'scale', nextPlan: null },
    { status: 'active', plan: 'scale', nextPlan: 'growth' },
  ];
  expect(changes.map(({ actor, before, after }) => [actor, before, after])).toEqual(
    states.slice(1).map((state, at) => ['system', states[at], state]),
  );
  expect(plans.map(({ actor, before, after }) => [actor, before?.['plan'], after?.['plan']])).toEqual([
    ['system', 'free', 'growth'],
    ['system', 'growth', 'scale'],
  ]);
}

it('from sign-up over a paid plan, usage and an invoice to the end of it', async () => {
  setTime(api, stripe, inMonth(0, '10T10:30:00Z'));
  customer = await signUp(api.url);
  await evaluateTimes(customer, 3);
  expect(await billing()).toMatchObject({
    plan: 'free',
    status: 'none',
    used: 3,
    included: 1_000,
    charges: null,
  });

  await payFor(api, stripe, customer, 'growth');
  expect(await billing()).toMatchObject({ plan: 'growth', status: 'active', used: 0, included: 100_000 });
  const [first] = stripe.books.invoices;
  expect(first).toMatchObject({
    status: 'paid',
    total: Math.round((9_900 * (daysOfMonth(0) - 9.4375)) / daysOfMonth(0)),
  });

  await evaluateTimes(customer, 5);
  expect(await billing()).toMatchObject({ used: 5, charges: { base: 9_900, overage: 0, total: 9_900 } });
  setTime(api, stripe, inMonth(0, '10T11:02:00Z'));
  await doTask(api, customer, 'report');
  expect(stripe.books.meterEvents.map(({ value }) => value)).toEqual([5]);
  await doTask(api, customer, 'report');
  expect(stripe.books.meterEvents).toHaveLength(1);

  const scaled = await customer.post('/v1/billing/plan', { plan: 'scale' });
  expect([scaled.status, scaled.body.plan, scaled.body.charges]).toEqual([
    200,
    'scale',
    expect.objectContaining({ base: 49_900, overage: 0 }),
  ]);
  await evaluateTimes(customer, 2);
  // What is of one millisecond stands in the trail in any order.
  setTime(api, stripe, inMonth(0, '10T11:03:00Z'));
  const smaller = await customer.post('/v1/billing/plan', { plan: 'growth' });
  expect(smaller.body).toMatchObject({
    plan: 'scale',
    nextPlan: { plan: 'growth', at: inMonth(1, '01T00:00:00.000Z') },
  });
  await expectInTrail();
  setTime(api, stripe, inMonth(0, `${daysOfMonth(0)}T23:30:00Z`));
  await doTask(api, customer, 'report');
  const growth = stripe.books.meterEvents.map(({ value }) => value);
  expect(growth).toEqual([5, 2]);

  setTime(api, stripe, inMonth(1, '01T00:10:00Z'));
  await tellAll(api, stripe);
  await doTask(api, customer, 'sync');
  expect(await billing()).toMatchObject({ plan: 'growth', nextPlan: null, used: 0, status: 'active' });
  const renewed = stripe.books.invoices.at(-1);
  expect(renewed?.lines.map(({ amount, quantity }) => [amount, quantity])).toEqual([
    ...[
      [0, 5],
      [0, 2],
      [9_900, 1],
    ],
  ]);

  await customer.post('/v1/billing/plan', { plan: 'free' });
  expect(await billing()).toMatchObject({ plan: 'growth', nextPlan: { plan: 'free' } });
  setTime(api, stripe, inMonth(2, '01T00:10:00Z'));
  await tellAll(api, stripe);
  await doTask(api, customer, 'sync');
  expect(await billing()).toMatchObject({ plan: 'free', status: 'canceled', charges: null });
  const { body: events } = await customer.get('/v1/events?type=plan.changed');
  expect((events.data as { data: { plan: string } }[]).map(({ data }) => data.plan)).toEqual([
    ...['free', 'growth', 'scale', 'growth'],
  ]);
});

it('an invoice comes to what GET /v1/billing says, to the cent', async () => {
  setTime(api, stripe, inMonth(1, '10T10:30:00Z'));
  customer = await signUp(api.url);
  await payFor(api, stripe, customer, 'growth');
  await evaluateTimes(customer, 1);
  const more = [uuidOfTenant(customer.tenantId), 102_344];
  await api.database.query(
    'update usage_hours set count = count + $2 where tenant_id = $1 and plan = $$growth$$',
    more,
  );
  await api.database.query(
    'update usage_months set count = count + $2 where tenant_id = $1 and plan = $$growth$$',
    more,
  );
  const said = (await billing())['charges'];
  expect(said).toMatchObject({ base: 9_900, overage: 235, total: 10_135 });
  setTime(api, stripe, inMonth(1, `${daysOfMonth(1)}T23:30:00Z`));
  await doTask(api, customer, 'report');
  setTime(api, stripe, inMonth(2, '01T00:10:00Z'));
  const { lines, total } = stripe.books.invoices.at(-1) ?? {};
  expect([lines?.map(({ amount, quantity }) => [amount, quantity]), total]).toEqual([
    [
      [235, 102_345],
      [9_900, 1],
    ],
    10_135,
  ]);
});
