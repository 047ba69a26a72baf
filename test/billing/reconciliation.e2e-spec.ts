import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { inMonth } from '../support/months';
import type { TestApi } from '../support/test-api';
import { doTask, evaluateTimes, payFor, setTime } from './billing-steps';
import { startPayingApi } from './paying-api';
import type { PayingApi } from './paying-api';
import type { FakeStripe } from './fake-stripe/fake-stripe';

let paying: PayingApi;
let stripe: FakeStripe;
let api: TestApi;
let customer: Customer;

beforeEach(async () => {
  paying = await startPayingApi();
  ({ api, stripe } = paying);
  setTime(api, stripe, inMonth(1, '10T10:30:00Z'));
  customer = await signUp(api.url);
  await payFor(api, stripe, customer, 'growth');
  await evaluateTimes(customer, 5);
  setTime(api, stripe, inMonth(1, '10T11:02:00Z'));
  await due('report');
  if (stripe.books.meterEvents.length !== 1) throw new Error('it was not reported once');
});
afterEach(() => paying.stop());

async function due(name: 'report' | 'reconcile'): Promise<void> {
  await api.database.query('update billing_tasks set due_at = $2 where name = $3 and tenant_id = $1', [
    ...[uuidOfTenant(customer.tenantId), new Date(0), name],
  ]);
  await doTask(api, customer, name);
}

interface Row {
  readonly ledger: number;
  readonly sent: number;
  readonly stripe: number;
  readonly difference: number;
  readonly findings: { readonly finding: string; readonly difference: number }[];
}

async function reconciled(at: string): Promise<Row | undefined> {
  setTime(api, stripe, at);
  await due('reconcile');
  const [row] = await api.database.query<Row & Record<string, unknown>>(
    `select ledger, sent, stripe, difference, findings from billing_reconciliations
      where tenant_id = $1 and plan = 'growth'`,
    [uuidOfTenant(customer.tenantId)],
  );
  return row;
}

async function gauge(name: string): Promise<string | undefined> {
  const text = await api.app.get(ProcessMetrics, { strict: false }).registry.metrics();
  return new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
}

describe('the ledger beside Stripe', () => {
  it('is equal, and the metric says 0', async () => {
    expect(await reconciled(inMonth(1, '10T14:00:00Z'))).toMatchObject({
      ...{ ledger: 5, sent: 5, stripe: 5, difference: 0, findings: [] },
    });
    expect(await gauge('trustflow_billing_difference_evaluations')).toBe('0');
  });

  it('is mended where Stripe has lost a part', async () => {
    stripe.books.meterEvents.splice(0);
    // A day later Stripe takes the identifier again.
    const row = await reconciled(inMonth(1, '11T14:00:00Z'));
    expect(row?.findings.map(({ finding, difference }) => [finding, difference])).toEqual([['resent', 5]]);
    expect(await gauge('trustflow_billing_difference_evaluations')).toBe('5');
    await due('report');
    expect(stripe.books.meterEvents.map(({ value }) => value)).toEqual([5]);
    expect(await reconciled(inMonth(1, '11T18:00:00Z'))).toMatchObject({ difference: 0, findings: [] });
  });

  it('is told of where Stripe has too much, which nobody can mend for sure', async () => {
    const [event] = stripe.books.meterEvents;
    if (event === undefined) throw new Error('it was reported');
    stripe.books.meterEvents.push({ ...event, identifier: 'by-hand', value: 7 });
    const row = await reconciled(inMonth(1, '10T14:00:00Z'));
    expect(row).toMatchObject({ stripe: 12, difference: 7 });
    expect(row?.findings.map(({ finding, difference }) => [finding, difference])).toEqual([['too_much', -7]]);
    expect(await gauge('trustflow_billing_differing_accounts')).toBe('1');
  });

  it('is told of where it is too late to tell Stripe', async () => {
    await api.database.query(
      `update usage_hours set count = count + 3 where tenant_id = $1 and plan = 'growth'`,
      [uuidOfTenant(customer.tenantId)],
    );
    const row = await reconciled(inMonth(2, '20T14:00:00Z'));
    expect(row?.findings.map(({ finding, difference }) => [finding, difference])).toEqual([['too_late', 3]]);
    await due('report');
    expect(stripe.books.meterEvents.map(({ value }) => value)).toEqual([5]);
  });
});

describe('a part that Stripe refuses', () => {
  it('holds up no other', async () => {
    await api.database.query(
      `insert into usage_hours values ($1, $2, 'evaluation', 4, 'growth'), ($1, $2, 'evaluation', 6, 'scale')`,
      [uuidOfTenant(customer.tenantId), inMonth(1, '10T11:00:00Z')],
    );
    const [growth] = stripe.books.meters.keys();
    const meter = stripe.books.meters.get(growth ?? '');
    if (meter === undefined) throw new Error('there is a meter');
    stripe.books.meters.delete(meter.id);
    setTime(api, stripe, inMonth(1, '10T12:02:00Z'));
    await due('report');
    expect(stripe.books.meterEvents.map(({ value }) => value)).toEqual([5, 6]);
    stripe.books.meters.set(meter.id, meter);
    await due('report');
    expect(stripe.books.meterEvents.map(({ value }) => value)).toEqual([5, 6, 4]);
  });
});
