import fc from 'fast-check';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { BillingTasksRepository } from '../../src/billing/tasks/billing-tasks.repository';
import type { BillingTaskName } from '../../src/billing/tasks/billing-task.entity';
import { UsageRepository } from '../../src/billing/usage/usage.repository';
import { uuidOfTenant } from '../evaluation/books';
import { assertWithin } from '../support/assert-within';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { inMonth } from '../support/months';
import type { TestApi } from '../support/test-api';
import { CrashingDatabase } from './crashing-database';
import { doTask, payFor, setTime } from './billing-steps';
import { startPayingApi } from './paying-api';
import type { PayingApi } from './paying-api';
import type { FakeStripe } from './fake-stripe/fake-stripe';
import type { Fault } from './fake-stripe/fake-stripe';

const HOUR_MS = 3_600_000;
const TASKS: readonly BillingTaskName[] = ['sync', 'report', 'reconcile'];
const FAULTS: readonly Fault[] = ['rate_limited', 'broken_before', 'broken_behind', 'error_behind'];
const START_MS = Date.parse(inMonth(0, '28T12:34:56Z'));
const LONGER_THAN_A_LEASE_MS = 180_000;

type Step =
  | { readonly kind: 'use'; readonly count: number; readonly hoursAgo: number }
  | { readonly kind: 'wait'; readonly hours: number }
  | {
      readonly kind: 'task';
      readonly name: BillingTaskName;
      readonly crashAfter: number | null;
      readonly twice: boolean;
    }
  | { readonly kind: 'plan'; readonly plan: string }
  | { readonly kind: 'webhooks'; readonly order: number }
  | { readonly kind: 'storm'; readonly faults: readonly Fault[] };

/** Mostly a little, now and then a lot. */
const often = (most: number, seldomMost: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: most }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: seldomMost }) },
  );
const USE = fc.record({
  kind: fc.constant('use' as const),
  count: fc.integer({ min: 1, max: 40 }),
  hoursAgo: often(3, 200),
});
const WAIT = fc.record({ kind: fc.constant('wait' as const), hours: often(4, 40) });
const TASK = fc.record({
  kind: fc.constant('task' as const),
  name: fc.constantFrom<BillingTaskName>('report', 'report', ...TASKS),
  crashAfter: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 1 }),
  twice: fc.boolean(),
});
const PLAN = fc.record({ kind: fc.constant('plan' as const), plan: fc.constantFrom('growth', 'scale') });
const WEBHOOKS = fc.record({ kind: fc.constant('webhooks' as const), order: fc.nat() });
const STORM = fc.record({
  kind: fc.constant('storm' as const),
  faults: fc.array(fc.constantFrom(...FAULTS), { minLength: 1, maxLength: 6 }),
});
const STEP = fc.oneof(
  { weight: 4, arbitrary: USE },
  { weight: 3, arbitrary: WAIT },
  { weight: 5, arbitrary: TASK },
  ...[PLAN, WEBHOOKS, STORM].map((arbitrary) => ({ weight: 1, arbitrary })),
);

let paying: PayingApi;
let stripe: FakeStripe;
let api: TestApi;
let crashing: CrashingDatabase;

beforeAll(async () => {
  paying = await startPayingApi({}, START_MS / 1_000);
  ({ api, stripe } = paying);
  stripe.books.lagSeconds = 900;
  crashing = new CrashingDatabase(api.app);
});
afterAll(() => paying.stop());

describe('whatever happens between the ledger and Stripe', () => {
  it('ledger, reports and meters are equal in the end, hour by hour', async () => {
    const steps = fc.array(STEP, { minLength: 10, maxLength: 40 });
    await assertWithin({ numRuns: 40, timeLimitMs: 20_000 }, steps, async (taken) => {
      const history = await History.begin();
      for (const step of taken) await history.take(step);
      await history.settle();
      const expected = await history.expected();
      expect(await history.books()).toEqual(expected);
      expect(history.stripeTotal()).toBe(Object.values(expected).reduce((sum, [count]) => sum + count, 0));
      expect(stripe.overlapping).toBe(0);
    });
  }, 150_000);
});

/** One customer's, from the first payment on. */
class History {
  private nowMs = START_MS;

  private constructor(private readonly customer: Customer) {}

  /** At the same time each: a database has room for a few months ahead. */
  static async begin(): Promise<History> {
    stripe.faultOf = () => 'none';
    setTime(api, stripe, new Date(START_MS).toISOString());
    const customer = await signUp(api.url);
    await payFor(api, stripe, customer, 'growth');
    return new History(customer);
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'use':
        return this.use(step.count, step.hoursAgo);
      case 'wait':
        this.wait(step.hours * HOUR_MS);
        return;
      case 'task':
        return this.doTask(step);
      case 'plan':
        // Refused where Stripe is away just now: nothing has changed then.
        await this.customer.post('/v1/billing/plan', { plan: step.plan });
        return;
      case 'webhooks':
        return this.tell(step.order);
      case 'storm':
        return this.storm([...step.faults]);
    }
  }

  /** Everything is back; the tasks are done as they fall due. */
  async settle(): Promise<void> {
    stripe.faultOf = () => 'none';
    await this.tell(0);
    // Behind the day in which Stripe knows an identifier again.
    for (const hours of [2, 27, 4, 27, 4]) {
      this.wait(hours * HOUR_MS);
      for (const name of ['sync', 'report', 'reconcile', 'report'] as const) await this.run(name);
    }
  }

  /** What was sent, and what Stripe has, by hour and plan. */
  async books(): Promise<Record<string, readonly [sent: number, stripe: number]>> {
    const rows = await api.database.query<{ hour: Date; plan: string; sent: string }>(
      `select hour, plan, sum(quantity) filter (where sent_at is not null) as sent from usage_reports
        where tenant_id = $1 group by hour, plan`,
      [this.uuid],
    );
    return Object.fromEntries(
      rows.map(({ hour, plan, sent }) => [
        `${plan} ${hour.toISOString()}`,
        [Number(sent), this.counted(plan, hour)],
      ]),
    );
  }

  /** By the ledger, twice. */
  async expected(): Promise<Record<string, readonly [number, number]>> {
    const rows = await api.database.query<{ hour: Date; plan: string; count: string }>(
      `select hour, plan, count from usage_hours where tenant_id = $1 and plan in ('growth', 'scale')`,
      [this.uuid],
    );
    return Object.fromEntries(
      rows.map(({ hour, plan, count }) => [`${plan} ${hour.toISOString()}`, [Number(count), Number(count)]]),
    );
  }

  /** All that Stripe has of the customer. */
  stripeTotal(): number {
    return stripe.books.meterEvents
      .filter(({ customer }) => customer === this.stripeCustomer)
      .reduce((sum, { value }) => sum + value, 0);
  }

  private get uuid(): string {
    return uuidOfTenant(this.customer.tenantId);
  }

  private get stripeCustomer(): string {
    const own = [...stripe.books.customers.values()].find(
      ({ metadata }) => metadata['tenant_id'] === this.uuid,
    );
    return own?.id ?? '';
  }

  private counted(plan: string, hour: Date): number {
    const meter = [...stripe.books.meters.values()].find(({ event_name: name }) => name.endsWith(plan));
    const from = hour.getTime() / 1_000;
    return stripe.books.usage(meter?.id ?? '', this.stripeCustomer, from, from + 3_600);
  }

  private async use(count: number, hoursAgo: number): Promise<void> {
    const { plan } = (await this.customer.get('/v1/tenant')).body;
    const at = new Date(Math.max(START_MS, this.nowMs - hoursAgo * HOUR_MS));
    const usage = api.app.get(UsageRepository, { strict: false });
    const database = api.app.get(TenantDatabase, { strict: false });
    await database.run(toTenantId(this.uuid), (tx) =>
      usage.count(
        tx,
        Array.from({ length: count }, () => ({ at, plan })),
      ),
    );
  }

  private wait(ms: number): void {
    this.nowMs += ms;
    setTime(api, stripe, new Date(this.nowMs).toISOString());
  }

  private async doTask({ name, crashAfter, twice }: Extract<Step, { kind: 'task' }>): Promise<void> {
    if (crashAfter === null) {
      await Promise.all([this.run(name), ...(twice ? [this.run(name)] : [])]);
      return;
    }
    await crashing.during(crashAfter, () => this.run(name));
    // Whoever comes after it waits for the end of its lease.
    this.wait(LONGER_THAN_A_LEASE_MS);
  }

  private async run(name: BillingTaskName): Promise<void> {
    const database = api.app.get(TenantDatabase, { strict: false });
    const tasks = api.app.get(BillingTasksRepository, { strict: false });
    await database.run(toTenantId(this.uuid), (tx) => tasks.touch(tx, name));
    await doTask(api, this.customer, name);
  }

  /** In any order, and some of them twice. */
  private async tell(order: number): Promise<void> {
    const waiting = stripe.messenger.waiting.splice(0);
    const all = [...waiting, ...waiting.filter((_, index) => (order + index) % 3 === 0)];
    const mixed = all.map((message, index) => ({ message, key: ((index + 1) * (order + 7)) % 101 }));
    for (const { message } of mixed.sort((a, b) => a.key - b.key)) {
      await stripe.messenger.deliver(message, `${api.url}/v1/billing/stripe-webhook`);
    }
  }

  private storm(faults: Fault[]): Promise<void> {
    stripe.faultOf = () => faults.shift() ?? 'none';
    return Promise.resolve();
  }
}
