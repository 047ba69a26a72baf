import Stripe from 'stripe';
import { uuidOfTenant } from '../evaluation/books';
import { call, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { doTask, payFor, tellAll } from './billing-steps';
import { startPayingApi } from './paying-api';
import type { PayingApi } from './paying-api';
import { WEBHOOK_SECRET } from './fake-stripe/fake-stripe';
import type { FakeStripe } from './fake-stripe/fake-stripe';
import type { FakeSubscription } from './fake-stripe/objects';

const PATH = '/v1/billing/stripe-webhook';
const SIGNER = new Stripe('sk_test_signer');

let paying: PayingApi;
let stripe: FakeStripe;
let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  paying = await startPayingApi();
  ({ api, stripe } = paying);
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => paying.stop());

async function send(body: string, signature: string | undefined): Promise<Answer> {
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    ...(signature !== undefined && { 'Stripe-Signature': signature }),
  };
  const response = await fetch(api.url + PATH, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const signed = (payload: string, over: { secret?: string; timestamp?: number } = {}): string =>
  SIGNER.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, ...over });
const anEvent = (id: string, stripeCustomer: string): string =>
  JSON.stringify({
    ...{ id, object: 'event', type: 'invoice.paid', created: 1_795_341_600 },
    data: { object: { object: 'invoice', id: 'in_1', customer: stripeCustomer } },
  });
const eventsOf = ({ tenantId }: Customer): Promise<{ id: string; is_processed: boolean }[]> =>
  api.database.query(
    `select id, processed_at is not null as is_processed from stripe_events where tenant_id = $1 order by id`,
    [uuidOfTenant(tenantId)],
  );
const stripeCustomerOf = async ({ tenantId }: Customer): Promise<string> => {
  const [account] = await api.database.query<{ customer_id: string }>(
    'select customer_id from billing_accounts where tenant_id = $1',
    [uuidOfTenant(tenantId)],
  );
  return account?.customer_id ?? '';
};

describe("Stripe's webhook", () => {
  it.each<[string, (payload: string) => string | undefined]>([
    ['without a signature', () => undefined],
    ['with nonsense for one', () => 'nonsense'],
    ['signed with another secret', (payload) => signed(payload, { secret: 'whsec_other' })],
    ['signed for another body', (payload) => signed(`${payload} `)],
    [
      'signed too long ago',
      (payload) => signed(payload, { timestamp: Math.floor(Date.now() / 1_000) - 301 }),
    ],
  ])('%s is refused, and changes nothing', async (_, signatureOf) => {
    await payFor(api, stripe, customer, 'growth');
    const payload = anEvent('evt_forged', await stripeCustomerOf(customer));
    const { status, body } = await send(payload, signatureOf(payload));
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect((await eventsOf(customer)).map(({ id }) => id)).not.toContain('evt_forged');
  });

  it('takes an event once, however often it comes and several at a time', async () => {
    await payFor(api, stripe, customer, 'growth');
    const payload = anEvent('evt_once', await stripeCustomerOf(customer));
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(payload, signed(payload))));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204));
    expect((await eventsOf(customer)).filter(({ id }) => id === 'evt_once')).toHaveLength(1);
    const changes = await customer.get('/v1/events?type=plan.changed');
    expect(changes.body.data).toHaveLength(1);
  });

  it('believes nothing of what an event shows but whose it is', async () => {
    await payFor(api, stripe, customer, 'growth');
    const payload = JSON.stringify({
      ...{ id: 'evt_lie', object: 'event', type: 'customer.subscription.deleted', created: 1_795_341_600 },
      data: {
        object: { object: 'subscription', customer: await stripeCustomerOf(customer), status: 'canceled' },
      },
    });
    await send(payload, signed(payload));
    await doTask(api, customer, 'sync');
    expect((await customer.get('/v1/billing')).body).toMatchObject({ plan: 'growth', status: 'active' });
    expect(await eventsOf(customer)).toContainEqual({ id: 'evt_lie', is_processed: true });
  });

  it('has no use for events of others', async () => {
    const payload = anEvent('evt_stranger', 'cus_stranger');
    expect((await send(payload, signed(payload))).status).toBe(204);
    const rows = await api.database.query(`select 1 from stripe_events where id = 'evt_stranger'`);
    expect(rows).toEqual([]);
  });
});

describe('an invoice that is not paid', () => {
  it('leaves the plan for 14 days, then the limits of free hold, until it is paid', async () => {
    await payFor(api, stripe, customer, 'growth');
    const id = await stripeCustomerOf(customer);
    stripe.books.declined.add(id);
    const subscription = [...stripe.books.subscriptions.values()].find((each) => each.customer === id);
    if (subscription === undefined) throw new Error('there is a subscription');
    subscription.status = 'past_due';
    stripe.books.changed(subscription);
    await tellAll(api, stripe);
    await doTask(api, customer, 'sync');
    const due = (await customer.get('/v1/billing')).body;
    expect(due).toMatchObject({ plan: 'growth', status: 'past_due', included: 100_000 });
    expect(Date.parse(due.graceEndsAt as string) - Date.now()).toBeGreaterThan(13.9 * 86_400_000);
    const changed = await customer.post('/v1/billing/plan', { plan: 'scale' });
    expect([changed.status, changed.body.code]).toEqual([409, 'conflict']);

    await api.database.query(
      `update billing_accounts set past_due_since = past_due_since - interval '14 days' where tenant_id = $1`,
      [uuidOfTenant(customer.tenantId)],
    );
    stripe.books.changed(subscription);
    await tellAll(api, stripe);
    await doTask(api, customer, 'sync');
    expect((await customer.get('/v1/billing')).body).toMatchObject({ plan: 'free', status: 'past_due' });

    stripe.books.settle(id);
    await tellAll(api, stripe);
    await doTask(api, customer, 'sync');
    expect((await customer.get('/v1/billing')).body).toMatchObject({
      ...{ plan: 'growth', status: 'active', graceEndsAt: null },
    });
  });
});

describe('paying', () => {
  const refused = async (
    path: string,
    body: unknown,
    key = customer.key,
  ): Promise<[status: number, code: string]> => {
    const headers = { Authorization: `Bearer ${key}` };
    const answer = await call(api.url, path, { method: 'POST', headers, body });
    return [answer.status, answer.body.code as string];
  };

  it('is refused where there is nothing to pay for, or that is paid for already', async () => {
    expect(await refused('/v1/billing/checkout', { plan: 'growth' }, customer.sandboxKey)).toEqual([
      409,
      'conflict',
    ]);
    expect(await refused('/v1/billing/checkout', { plan: 'unlimited' })).toEqual([422, 'validation_failed']);
    expect(await refused('/v1/billing/portal', undefined)).toEqual([409, 'conflict']);
    expect(await refused('/v1/billing/plan', { plan: 'scale' })).toEqual([409, 'conflict']);
    await payFor(api, stripe, customer, 'growth');
    expect(await refused('/v1/billing/checkout', { plan: 'scale' })).toEqual([409, 'conflict']);
  });

  it('on an older page is over when there is a newer one', async () => {
    const [first, second] = [
      await customer.post('/v1/billing/checkout', { plan: 'growth' }),
      await customer.post('/v1/billing/checkout', { plan: 'growth' }),
    ];
    const idOf = ({ body }: Answer): string => (body.url as string).split('/pay/')[1] ?? '';
    expect(stripe.books.sessions.get(idOf(first))?.status).toBe('expired');
    expect(stripe.books.sessions.get(idOf(second))?.status).toBe('open');
  });

  it('with a card that is declined changes nothing', async () => {
    await payFor(api, stripe, customer, 'growth');
    const id = await stripeCustomerOf(customer);
    stripe.books.declined.add(id);
    expect(await refused('/v1/billing/plan', { plan: 'scale' })).toEqual([409, 'conflict']);
    stripe.books.declined.delete(id);
    expect((await customer.get('/v1/billing')).body).toMatchObject({ plan: 'growth', status: 'active' });
  });

  it('is answered 503 while Stripe is away, and works when it is back', async () => {
    stripe.faultOf = () => 'broken_before';
    const away = await customer.post('/v1/billing/checkout', { plan: 'growth' });
    expect([away.status, away.body.code, away.headers.get('Retry-After')]).toEqual([503, 'unavailable', '5']);
    stripe.faultOf = () => 'none';
    await payFor(api, stripe, customer, 'growth');
  });

  it('is off without a key of Stripe’s, and everything else works', async () => {
    const without = await startTestApi({}, api.database);
    try {
      const other = await signUp(without.url);
      const answer = await other.post('/v1/billing/checkout', { plan: 'growth' });
      expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
      expect((await other.get('/v1/billing')).body).toMatchObject({ plan: 'unlimited', included: null });
      const { body } = await call(without.url, '/v1/plans');
      expect((body.data as { id: string }[]).map(({ id }) => id)).toEqual([
        'free',
        'growth',
        'scale',
        'unlimited',
      ]);
    } finally {
      await without.stop();
    }
  });
});

describe('a subscription', () => {
  const running = async (): Promise<FakeSubscription> => {
    const id = await stripeCustomerOf(customer);
    const found = [...stripe.books.subscriptions.values()].find((each) => each.customer === id);
    if (found === undefined) throw new Error('there is a subscription');
    return found;
  };
  const told = async (subscription: FakeSubscription): Promise<Answer> => {
    stripe.books.changed(subscription);
    await tellAll(api, stripe);
    await doTask(api, customer, 'sync');
    return customer.get('/v1/billing');
  };

  it('that was ended on a page of Stripe’s shows it, and goes on when it is asked to', async () => {
    await payFor(api, stripe, customer, 'growth');
    const subscription = await running();
    subscription.cancel_at = subscription.items[0]?.current_period_end ?? 0;
    expect((await told(subscription)).body).toMatchObject({ plan: 'growth', nextPlan: { plan: 'free' } });
    const kept = await customer.post('/v1/billing/plan', { plan: 'growth' });
    expect([kept.body.nextPlan, subscription.cancel_at]).toEqual([null, null]);
  });

  it('at a price that is no longer asked for keeps its plan', async () => {
    await payFor(api, stripe, customer, 'growth');
    const subscription = await running();
    for (const item of subscription.items) item.price = { ...item.price, id: `old_${item.price.id}` };
    expect((await told(subscription)).body).toMatchObject({ plan: 'growth', status: 'active' });
  });

  it('of a product that is none of ours changes nothing, and is not told to the customer', async () => {
    await payFor(api, stripe, customer, 'growth');
    const subscription = await running();
    for (const item of subscription.items) item.price = { ...item.price, product: 'prod_other' };
    expect((await told(subscription)).body).toMatchObject({ plan: 'growth', status: 'active' });
    const answer = await customer.post('/v1/billing/plan', { plan: 'scale' });
    expect([answer.status, answer.body.code, JSON.stringify(answer.body)]).toEqual([
      ...[503, 'unavailable', expect.not.stringContaining('sub_')],
    ]);
  });
});
