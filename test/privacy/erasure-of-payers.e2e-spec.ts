import { setTime, tellAll, until } from '../billing/billing-steps';
import { startPayingApi } from '../billing/paying-api';
import type { PayingApi } from '../billing/paying-api';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';

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

/** It is due, and the worker looks whether it may begin. */
async function look(): Promise<string> {
  const parameters = [uuidOfTenant(customer.tenantId)];
  const where = `where tenant_id = $1 and scope = 'tenant'`;
  await paying.api.database.query(`update erasures set lease_until = execute_after ${where}`, parameters);
  let status = '';
  await until(async () => {
    const [erasure] = await paying.api.database.query<{ status: string; isLookedAt: boolean }>(
      `select status, lease_until > execute_after as "isLookedAt" from erasures ${where}`,
      parameters,
    );
    status = erasure?.status ?? '';
    return erasure?.isLookedAt === true;
  });
  return status;
}

describe('the erasure of a tenant with a page to pay on that is open', () => {
  it('waits until nobody can pay there, and it is known that nobody did', async () => {
    expect(await look()).toBe('waiting');
    setHour(KNOWN - 0.01);
    expect(await look()).toBe('waiting');
    expect((await customer.get('/v1/tenant')).status).toBe(200);
    setHour(KNOWN + 0.01);
    expect(await look()).toBe('running');
    expect((await customer.get('/v1/tenant')).status).toBe(401);
  });

  it('waits as long as it is subscribed to, where somebody did', async () => {
    paying.stripe.books.pay(page);
    await tellAll(paying.api, paying.stripe);
    await until(async () => (await customer.get('/v1/billing')).body.status === 'active');
    setHour(KNOWN + 1_000);
    expect(await look()).toBe('waiting');
    expect((await customer.get('/v1/billing')).body.status).toBe('active');
  });
});
