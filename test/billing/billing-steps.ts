import { toTenantId } from '@libs/database/tenant-id';
import { BillingTurns } from '../../src/billing/tasks/billing-turns';
import type { BillingTaskName } from '../../src/billing/tasks/billing-task.entity';
import { uuidOfTenant } from '../evaluation/books';
import { inParallel } from '../evaluation/in-parallel';
import { aTransaction } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { setClock } from '../support/set-clock';
import type { TestApi } from '../support/test-api';
import { until } from '../support/until';
import type { FakeStripe } from './fake-stripe/fake-stripe';

const AT_ONCE = 16;

/** So many evaluations; answers in their order. */
export function evaluateTimes(customer: Pick<Customer, 'post'>, count: number): Promise<Answer[]> {
  const bodies = Array.from({ length: count }, () => aTransaction());
  return inParallel(AT_ONCE, bodies, (body) => customer.post('/v1/evaluations', body));
}

/** It is then for the product and for Stripe. */
export function setTime({ app }: TestApi, stripe: FakeStripe, at: string): void {
  const atMs = Date.parse(at);
  stripe.books.advanceTo(Math.floor(atMs / 1_000));
  setClock(app, atMs);
}

/** Somebody pays on the page of a checkout, and Stripe tells of it. */
export async function payFor(
  api: TestApi,
  stripe: FakeStripe,
  customer: Customer,
  plan: string,
): Promise<void> {
  const { status, body } = await customer.post('/v1/billing/checkout', { plan });
  if (status !== 200) throw new Error(`the checkout was answered ${status}: ${JSON.stringify(body)}`);
  stripe.books.pay((body.url as string).split('/pay/')[1] ?? '');
  await tellAll(api, stripe);
  await doTask(api, customer, 'sync');
  await until(async () => (await customer.get('/v1/billing')).body.plan === plan);
}

export async function tellAll({ url }: TestApi, stripe: FakeStripe): Promise<void> {
  const statuses = await stripe.messenger.deliverAll(`${url}/v1/billing/stripe-webhook`);
  if (statuses.some((status) => status !== 204))
    throw new Error(`webhooks were answered ${statuses.join(', ')}`);
}

/** As the worker does it, now; and to the end where the worker began with it a moment before. Nothing where it isn't due. */
export async function doTask(
  { app, database }: TestApi,
  customer: Customer,
  name: BillingTaskName,
): Promise<void> {
  const turns = app.get(BillingTurns, { strict: false });
  const tenantId = toTenantId(uuidOfTenant(customer.tenantId));
  await until(async () => {
    await turns.take(tenantId, name);
    const begun = await database.query(
      `select 1 from billing_tasks
        where tenant_id = $1 and name = $2 and (lease is not null or (is_touched and failures = 0))`,
      [tenantId, name],
    );
    return begun.length === 0;
  });
}
