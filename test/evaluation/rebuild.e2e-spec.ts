import fc from 'fast-check';
import { SnapshotMovedError } from '../../src/evaluation/history/entity-history';
import { assertWithin } from '../support/assert-within';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { anyTransaction } from './any-transaction';
import type { Body } from './any-transaction';
import { countedByEntity, uuidOfTenant } from './books';
import { evaluate, evaluateInTurn } from './evaluated';
import { inParallel } from './in-parallel';
import { startRebuilding } from './rebuilt';
import type { Rebuilding } from './rebuilt';
import { differencesOf, storedProfiles } from './stored-profiles';
import { tell } from './told';

jest.setTimeout(60_000);
/** Of finding out and of making smaller what was found. */
const TIME_LIMIT_MS = 12_000;
const RUNS = { numRuns: 10, timeLimitMs: TIME_LIMIT_MS };
const SETTLED_AFTER_MS = 60_000;

let api: TestApi;
let rebuilding: Rebuilding;
let customer: Customer;
let sent = 0;

beforeAll(async () => {
  api = await startTestApi();
  rebuilding = await startRebuilding(api.database);
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(async () => {
  await rebuilding.stop();
  await api.stop();
});

const uuid = (): string => uuidOfTenant(customer.tenantId);
const profiles = (of = customer): ReturnType<typeof storedProfiles> =>
  storedProfiles(api.database, of.tenantId);
const forgetAll = (): Promise<unknown> =>
  api.database.query('delete from profiles where tenant_id = $1', [uuid()]);
const damage = (where: string): Promise<unknown> =>
  api.database.query(
    `update profiles set state = (select state from profiles where tenant_id = $1 and entity_id = 'other')
      where tenant_id = $1 and ${where}`,
    [uuid()],
  );

/** Something that a customer does. `at` picks one of the evaluations that were made before. */
type Action =
  | { readonly kind: 'evaluate'; readonly body: Body }
  | { readonly kind: 'repeat'; readonly at: number; readonly onPurpose: boolean }
  | {
      readonly kind: 'tell';
      readonly at: number;
      readonly label: string;
      readonly agoMs: number | undefined;
    };

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('evaluate' as const), body: anyTransaction }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), onPurpose: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('tell' as const),
      at: fc.nat(),
      label: fc.constantFrom('fraud', 'legitimate'),
      agoMs: fc.option(fc.nat({ max: 6 * 86_400_000 }), { nil: undefined }),
    }),
  },
);

const actions = fc.array(anyAction, { minLength: 2, maxLength: 30 });

interface Made {
  readonly id: string;
  readonly body: Body;
}

/** Does it, whatever the answer. */
async function perform(action: Action, made: Made[]): Promise<void> {
  const chosen = action.kind === 'evaluate' ? undefined : made[action.at % made.length];
  if (action.kind === 'evaluate') await send(action.body, made);
  else if (chosen !== undefined && action.kind === 'tell') await tellOf(chosen, action);
  else if (chosen !== undefined && action.kind === 'repeat') await repeat(chosen, action.onPurpose, made);
}

async function send(over: Body, made: Made[]): Promise<void> {
  sent += 1;
  const body = { transactionId: `t-${sent}`, ...over };
  const answer = await customer.post('/v1/evaluations', body);
  if (answer.status === 201) made.push({ id: answer.body.id, body });
}

async function tellOf(of: Made, { label, agoMs }: Extract<Action, { kind: 'tell' }>): Promise<void> {
  const reportedAt = agoMs && new Date(Date.now() - agoMs).toISOString();
  await tell(customer, of, { label, ...(reportedAt && { reportedAt }) });
}

async function repeat({ body }: Made, onPurpose: boolean, made: Made[]): Promise<void> {
  sent += 1;
  const headers: Record<string, string> = onPurpose ? { 'Idempotency-Key': `k-${sent}` } : {};
  const answer = await customer.post('/v1/evaluations', body, headers);
  if (answer.status === 201 && onPurpose) made.push({ id: answer.body.id, body });
}

describe('profiles that are made again from what is recorded', () => {
  it('are always those that the decisions made: late, refunded, repeated, told and told otherwise', async () => {
    const anyCourse = fc.tuple(actions, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    await assertWithin(RUNS, anyCourse, async ([course, settledShare]) => {
      customer = await signUp(api.url);
      const made: Made[] = [];
      let settledMs = 0;
      for (const [n, action] of course.entries()) {
        if (n === Math.floor(settledShare * course.length)) settledMs = Date.now();
        await perform(action, made);
      }
      const live = await profiles();
      const [rebuiltAtMs, count] = [settledMs + SETTLED_AFTER_MS, Object.keys(live).length];
      const compared = await rebuilding.rebuild(customer.tenantId, { isDryRun: true }, rebuiltAtMs);
      expect(compared).toEqual({ rebuilt: count, differed: 0 });
      await forgetAll();
      const report = await rebuilding.rebuild(customer.tenantId, {}, rebuiltAtMs);
      expect(report).toEqual({ rebuilt: count, differed: count });
      expect(differencesOf(await profiles(), live)).toEqual([]);
    });
  });

  it('are always those that the decisions made, from a snapshot on too that was made in between', async () => {
    const anyCourse = fc.tuple(actions, fc.uniqueArray(fc.nat({ max: 29 }), { minLength: 1, maxLength: 2 }));
    await assertWithin(RUNS, anyCourse, async ([course, snapshotsAt]) => {
      customer = await signUp(api.url);
      const made: Made[] = [];
      const told = new Set<unknown>();
      for (const [n, action] of course.entries()) {
        if (snapshotsAt.includes(n)) await rebuilding.snapshot(customer.tenantId);
        const about = action.kind === 'tell' ? made[action.at % made.length]?.body['transactionId'] : n;
        // Told otherwise, what a limit made go leaves its trace in an order that a snapshot doesn't know.
        if (!told.has(about)) await perform(action, made);
        told.add(about);
      }
      const live = await profiles();
      await forgetAll();
      await rebuilding.rebuild(customer.tenantId, {}, Date.now() + SETTLED_AFTER_MS);
      expect(differencesOf(await profiles(), live)).toEqual([]);
    });
  });

  it('keep the traces of their limits: more outcomes than are remembered, more partners, more currencies', async () => {
    const currencies = ['EUR', 'USD', 'JPY', 'KWD', 'GBP'];
    const made = await evaluateInTurn(
      customer,
      Array.from({ length: 70 }, (_, n) =>
        aTransaction({
          ...{ customer: { id: 'c-1' }, currency: currencies[n % 5], instrument: { id: `i-${n}` } },
        }),
      ),
    );
    for (const each of made.slice(0, 12)) await tell(customer, each, { label: 'fraud' });
    for (const each of made.slice(8, 12)) await tell(customer, each, { label: 'legitimate' });
    const live = await profiles();
    const report = await rebuilding.rebuild(customer.tenantId, { isDryRun: true });
    expect(report).toEqual({ rebuilt: 71, differed: 0 });
    await forgetAll();
    await rebuilding.rebuild(customer.tenantId);
    expect(differencesOf(await profiles(), live)).toEqual([]);
  });

  it('are read a page at a time, whether settled or not', async () => {
    const items = Array.from({ length: 1_000 }, () => aTransaction({ customer: { id: 'c-1' } }));
    const batch = await customer.post('/v1/evaluations/batch', { items });
    expect(batch.status).toBe(200);
    const laterMs = Date.now() + 2 * SETTLED_AFTER_MS;
    for (const atMs of [Date.now(), laterMs]) {
      await forgetAll();
      await rebuilding.rebuild(customer.tenantId, {}, atMs);
      await expect(countedByEntity(api.database, customer.tenantId)).resolves.toEqual({
        'customer:c-1': 1_000,
      });
    }
  });

  it('lose and double no decision and no outcome that comes meanwhile', async () => {
    const entities = { customer: { id: 'c-1' }, counterparty: { id: 'm-1' }, instrument: { id: 'i-1' } };
    await evaluate(customer, aTransaction({ customer: { id: 'other' } }));
    const before = await evaluateInTurn(
      customer,
      Array.from({ length: 20 }, () => aTransaction(entities)),
    );
    for (let round = 1; round <= 4; round += 1) {
      // From a snapshot on, in the later rounds. Half of them begin with profiles that are wrong, half without any.
      if (round === 3) await rebuilding.snapshot(customer.tenantId);
      if (round % 2 === 0) await damage(`kind <> 'device'`);
      else await forgetAll();
      const settledMs = Date.now();
      const decisions = inParallel(8, Array.from({ length: 40 }), async (_, n) => {
        const made = await evaluate(customer, aTransaction(entities));
        if (n % 4 === 0) await tell(customer, made, { label: 'fraud' });
        const earlier = n % 2 === 0 ? before.pop() : undefined;
        if (earlier !== undefined) await tell(customer, earlier, { label: 'fraud' });
        before.unshift(...(n % 4 === 1 ? [made] : []));
      });
      const atMs = settledMs + SETTLED_AFTER_MS - 1;
      for (let times = 1; times <= 4; times += 1) await rebuilding.rebuild(customer.tenantId, {}, atMs);
      await decisions;
      const report = await rebuilding.rebuild(customer.tenantId, { isDryRun: true });
      expect({ round, ...report }).toEqual({ round, rebuilt: 4, differed: 0 });
    }
  });

  it('learn of what a snapshot holds from the snapshot, and of what came after it from what was told', async () => {
    const of = { customer: { id: 'c-1' } };
    const before = await evaluate(customer, aTransaction(of));
    await rebuilding.snapshot(customer.tenantId);
    const after = await evaluate(customer, aTransaction(of));
    for (const each of [before, after]) await tell(customer, each, { label: 'fraud' });
    await tell(customer, before, { label: 'legitimate' });
    const report = await rebuilding.rebuild(customer.tenantId, { isDryRun: true });
    expect(report).toEqual({ rebuilt: 1, differed: 0 });
  });

  it('are read twice, the second time locked: what came in between is known, from a snapshot on too', async () => {
    const key = { kind: 'customer', id: 'c-1' } as const;
    const of = { customer: { id: 'c-1' } };
    for (let round = 1; round <= 2; round += 1) {
      const [first, second] = await evaluateInTurn(customer, [aTransaction(of), aTransaction(of)]);
      const rebuilt = await rebuilding.inTwoReadings(customer.tenantId, key, async () => {
        await tell(customer, first ?? { id: '' }, { label: 'fraud' });
        await evaluate(customer, aTransaction(of));
      });
      expect(rebuilt).toEqual((await profiles())['customer:c-1']);
      await rebuilding.snapshot(customer.tenantId);
      const fromSnapshot = await rebuilding.inTwoReadings(customer.tenantId, key, async () => {
        await tell(customer, second ?? { id: '' }, { label: 'legitimate' });
        await evaluate(customer, aTransaction(of));
      });
      expect(fromSnapshot).toEqual((await profiles())['customer:c-1']);
    }
    const moved = rebuilding.inTwoReadings(customer.tenantId, key, async () => {
      await rebuilding.snapshot(customer.tenantId);
    });
    await expect(moved).rejects.toThrow(SnapshotMovedError);
  });

  it('leave out what is erased', async () => {
    const both = { customer: { id: 'c-1' }, device: { id: 'd-1' } };
    await evaluateInTurn(customer, [aTransaction(both), aTransaction({ ...both, customer: { id: 'c-2' } })]);
    await api.database.query(
      `update evaluations set customer_id = null, device_id = null where tenant_id = $1 and customer_id = 'c-1'`,
      [uuid()],
    );
    await api.database.query(`delete from profiles where tenant_id = $1 and entity_id = 'c-1'`, [uuid()]);
    await rebuilding.rebuild(customer.tenantId);
    await expect(countedByEntity(api.database, customer.tenantId)).resolves.toEqual({
      'customer:c-2': 1,
      'device:d-1': 1,
    });
  });
});
