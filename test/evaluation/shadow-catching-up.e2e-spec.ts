import { newUuid, parseId } from '@libs/ids/typeid';
import { Client } from 'pg';
import { ShadowFollower } from '../../src/evaluation/shadows/shadow-follower';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { until } from '../support/until';
import { evaluate } from './evaluated';
import type { ShownEvaluation } from './evaluated';
import { inParallel } from './in-parallel';
import { aRule } from './policy-steps';
import { aDraft, shadowOf, shown, shownAfter, start } from './shadow-steps';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

describe('a shadow also decides', () => {
  it('what waited, and was committed behind a later evaluation that it had read already', async () => {
    await evaluate(customer, aTransaction({ customer: { id: 'slow' } }));
    const policyId = await shadowOf(customer, []);
    const release = await lockCustomer('slow');
    const waiting = evaluate(customer, aTransaction({ customer: { id: 'slow' } }));
    await untilOneWaits();
    const later = await evaluate(customer, aTransaction());
    await shownAfter(customer, policyId, 1);
    await release();
    const waited = await waiting;
    expect(idOf(waited) < idOf(later)).toBe(true);
    await shownAfter(customer, policyId, 2);
    const { data } = await shown(customer, policyId, '?differing=false');
    expect(data.map(({ evaluationId }) => evaluationId)).toEqual([later.id, waited.id]);
  });

  it('what was committed while no worker ran, and what was committed late before that', async () => {
    const original = await evaluate(customer, aTransaction());
    const late = Array.from({ length: 1_200 }, (_, n) => idAt(-45 + n / 1_000));
    const meanwhile = idAt(-20);
    await plant(original, [...late, meanwhile]);
    const policyId = await shadowOf(customer, []);
    await putBack(policyId, { settledThrough: idAt(-60), readThrough: idAt(-30) });
    await shownAfter(customer, policyId, 1_202);
    await expect(decidedIds(policyId)).resolves.toEqual([...late, meanwhile, idOf(original)]);
  });

  it('a backlog of any size', async () => {
    const original = await evaluate(customer, aTransaction());
    const backlog = Array.from({ length: 1_700 }, (_, n) => idAt(-30 + n / 100));
    await plant(original, backlog);
    const policyId = await shadowOf(customer, []);
    await putBack(policyId, { settledThrough: idAt(-60), readThrough: idAt(-60) });
    const { summary } = await shownAfter(customer, policyId, backlog.length + 1);
    expect(summary).toMatchObject({ decided: backlog.length + 1, agreed: backlog.length + 1 });
  });

  it('beside one that cannot', async () => {
    const broken = await aDraft(customer, [], { builtins: { new_device: { version: 1, weight: 15 } } });
    await start(customer, broken);
    await api.database.query(
      `update policies set definition = replace(definition::text, '"version":1', '"version":9')::json where id = $1`,
      [parseId('policy', broken)],
    );
    const policyId = await shadowOf(customer, []);
    await evaluate(customer, aTransaction());
    await shownAfter(customer, policyId, 1);
    expect((await shown(customer, broken)).summary.decided).toBe(0);
  });
});

describe('a shadow does not decide', () => {
  it('anything twice, however many workers decide at once', async () => {
    const policyId = await shadowOf(customer, [aRule({ when: 'transaction.amount > 30', points: 50 })]);
    const follower = api.app.get(ShadowFollower, { strict: false });
    const amounts = Array.from({ length: 60 }, (_, n) => n + 1);
    let isOver = false;
    const workers = (['new', 'late', 'new', 'new'] as const).map(async (walk) => {
      while (!isOver) await follower.follow(walk);
    });
    await inParallel(8, amounts, (amount) => evaluate(customer, aTransaction({ amount })));
    await shownAfter(customer, policyId, amounts.length);
    isOver = true;
    await Promise.all(workers);
    await follower.follow('new');
    await follower.follow('late');
    expect((await shown(customer, policyId)).summary).toEqual({
      ...{ decided: 60, agreed: 30, agreement: 0.5 },
      changed: [{ from: 'allow', to: 'review', count: 30 }],
    });
    await expect(decidedIds(policyId)).resolves.toHaveLength(60);
  });

  it('what an API process whose clock is ahead dates in the future, and is not drawn past the others', async () => {
    const original = await evaluate(customer, aTransaction());
    const policyId = await shadowOf(customer, []);
    await plant(original, [idAt(30)]);
    const present = await evaluate(customer, aTransaction());
    await shownAfter(customer, policyId, 1);
    await expect(decidedIds(policyId)).resolves.toEqual([idOf(present)]);
  });

  it('what was erased, and shows no factors of what is erased later', async () => {
    const original = await evaluate(customer, aTransaction({ amount: 10 }));
    const erased = idAt(-5);
    await plant(original, [erased]);
    await api.database.query('update evaluations set customer_id = null where id = $1', [erased]);
    const policyId = await shadowOf(customer, [aRule({ points: 50 })]);
    await putBack(policyId, { settledThrough: idAt(-60), readThrough: idAt(-60) });
    const before = await shownAfter(customer, policyId, 1);
    await expect(decidedIds(policyId)).resolves.toEqual([idOf(original)]);
    expect(before.data[0]?.shadow.factors).toHaveLength(1);
    await api.database.query('update evaluations set customer_id = null where id = $1', [idOf(original)]);
    const after = await shown(customer, policyId);
    expect(after.data[0]?.shadow).toEqual({ decision: 'review', score: 50, factors: [] });
  });
});

describe('a shadow of long ago', () => {
  it('still shows its summary, and what there is, when evaluations were dropped with their month', async () => {
    const policyId = await shadowOf(customer, [aRule({ points: 50 })]);
    const dropped = await evaluate(customer, aTransaction());
    const kept = await evaluate(customer, aTransaction());
    await shownAfter(customer, policyId, 2);
    await api.database.query('delete from evaluations where id = $1', [idOf(dropped)]);
    const { summary, data } = await shown(customer, policyId);
    expect(summary.decided).toBe(2);
    expect(data.map(({ evaluationId }) => evaluationId)).toEqual([kept.id]);
  });
});

function idOf({ id }: ShownEvaluation): string {
  return parseId('eval', id) ?? '';
}

function idAt(minutesFromNow: number): string {
  return newUuid(Math.round(Date.now() + minutesFromNow * MINUTE_MS));
}

/** Copies of the evaluation with these ids, as if they had been made then. */
async function plant(original: ShownEvaluation, ids: readonly string[]): Promise<void> {
  await api.database.query(
    `insert into evaluations
     select (jsonb_populate_record(e, jsonb_build_object('id', planted.id))).*
       from evaluations e, unnest($2::uuid[]) planted (id) where e.id = $1`,
    [idOf(original), ids],
  );
}

/** As if the shadow had started earlier and come so far. */
async function putBack(
  policyId: string,
  { settledThrough, readThrough }: { readonly settledThrough: string; readonly readThrough: string },
): Promise<void> {
  await api.database.query(
    'update shadows set settled_through = $2, read_through = $3 where policy_id = $1 and stopped_at is null',
    [parseId('policy', policyId), settledThrough, readThrough],
  );
}

async function decidedIds(policyId: string): Promise<string[]> {
  const rows = await api.database.query<{ id: string }>(
    `select d.evaluation_id as id from shadow_decisions d join shadows s on s.id = d.shadow_id
      where s.policy_id = $1 order by 1`,
    [parseId('policy', policyId)],
  );
  return rows.map(({ id }) => id);
}

/** Keeps whoever decides on this customer waiting. Returns what lets them go on. */
async function lockCustomer(id: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: api.database.urls.app });
  await client.connect();
  await client.query('begin');
  await client.query(`select set_config('app.tenant_id', $1, true)`, [parseId('tenant', customer.tenantId)]);
  const { rowCount } = await client.query(
    `select from profiles where kind = 'customer' and entity_id = $1 for update`,
    [id],
  );
  if (rowCount !== 1) throw new Error('the customer is known');
  return () => client.end();
}

async function untilOneWaits(): Promise<void> {
  await until(async () => {
    const waiting = await api.database.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return waiting.length > 0;
  });
}
