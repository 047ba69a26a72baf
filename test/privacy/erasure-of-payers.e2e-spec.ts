import { setTime, tellAll } from '../billing/billing-steps';
import { startPayingApi } from '../billing/paying-api';
import type { PayingApi } from '../billing/paying-api';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { until } from '../support/until';

const BEGUN_MS = Date.now();
/** An erasure of a tenant waits for so long. */
const DUE = 72;
/** A page to pay on is open for a day, and an account looked at daily. */
const KNOWN = DUE - 1 + 24 + 26;

let paying: PayingApi;
let customer: Customer;
let page: string;

beforeAll(async () => {
  paying = await startPayingApi();
});
afterAll(() => paying.stop());
beforeEach(async () => {
  setHour(0);
  customer = await signUp(paying.api.url);
  await customer.post('/v1/privacy/erasures', { scope: 'tenant', confirm: 'Acme Shop' });
  setHour(DUE - 1);
  const { body } = await customer.post('/v1/billing/checkout', { plan: 'growth' });
  page = (body.url as string).split('/pay/')[1] ?? '';
  setHour(DUE);
});

/** So many hours after the erasure was asked for. */
function setHour(hour: number): void {
  setTime(paying.api, paying.stripe, new Date(BEGUN_MS + hour * 3_600_000).toISOString());
}

async function makeDue(): Promise<void> {
  await paying.api.database.query(
    `update erasures set lease_until = execute_after where tenant_id = $1 and scope = 'tenant'`,
    [uuidOfTenant(customer.tenantId)],
  );
}

/** It is due, the worker looks whether it may begin, and it may not. */
async function expectToWait(): Promise<void> {
  await makeDue();
  let status = '';
  await until(async () => {
    const [erasure] = await paying.api.database.query<{ status: string; isLookedAt: boolean }>(
      `select status, lease_until > execute_after as "isLookedAt" from erasures
       where tenant_id = $1 and scope = 'tenant'`,
      [uuidOfTenant(customer.tenantId)],
    );
    status = erasure?.status ?? '';
    return erasure?.isLookedAt === true;
  });
  expect(status).toBe('waiting');
}

describe('the erasure of a tenant with a page to pay on that is open', () => {
  it('waits until nobody can pay there, and it is known that nobody did', async () => {
    await expectToWait();
    setHour(KNOWN - 0.01);
    await expectToWait();
    expect((await customer.get('/v1/tenant')).status).toBe(200);
    setHour(KNOWN + 0.01);
    await makeDue();
    await until(async () => (await customer.get('/v1/tenant')).status === 401);
  });

  it('waits as long as it is subscribed to, where somebody did', async () => {
    paying.stripe.books.pay(page);
    await tellAll(paying.api, paying.stripe);
    await until(async () => (await customer.get('/v1/billing')).body.status === 'active');
    setHour(KNOWN + 1_000);
    await expectToWait();
    expect((await customer.get('/v1/billing')).body.status).toBe('active');
  });
});
