import { parseId } from '@libs/ids/typeid';
import { aTransaction, call, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { multiplyEvaluations } from '../support/many-evaluations';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { backtestOnce, draftOf, hasEnded, lastDays, startBacktest } from './backtest-steps';
import { uuidOfTenant } from './books';
import { evaluate, evaluateInTurn } from './evaluated';
import { aRule } from './policy-steps';
import { tell } from './told';

jest.setTimeout(120_000);

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

async function completed(policyId: string, range?: object): Promise<Answer['body']> {
  const body = await backtestOnce(customer, await startBacktest(customer, policyId, range), hasEnded);
  expect(body.status).toBe('completed');
  return body;
}

/** So many evaluations that a backtest of them takes a while. */
async function decideMany(): Promise<number> {
  const items = Array.from({ length: 100 }, (_, n) => aTransaction({ amount: 1_000 + n }));
  await customer.post('/v1/evaluations/batch', { items });
  await multiplyEvaluations(api.database, uuidOfTenant(customer.tenantId), { copies: 399, stepMs: 1_000 });
  return 40_000;
}

describe('a backtest', () => {
  it('is accepted, says where to look, and goes its way to the end', async () => {
    const count = await decideMany();
    const policyId = await draftOf(customer, [aRule({ when: 'transaction.amount > 1049', points: 30 })]);
    const accepted = await customer.post(`/v1/policies/${policyId}/backtest`, lastDays(7));
    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({
      ...{ policy: { id: policyId, version: 2 }, status: 'queued', progress: 0 },
      ...{ result: null, failure: null, startedAt: null, endedAt: null },
    });
    expect(accepted.headers.get('Location')).toBe(`/v1/backtests/${accepted.body.id}`);

    const progress: number[] = [];
    const shownEarly: unknown[] = [];
    const ended = await backtestOnce(customer, accepted.body.id as string, hasEnded, (body) => {
      progress.push(body.progress as number);
      if (body.status !== 'completed') shownEarly.push(body.result);
    });
    expect(new Set(shownEarly)).toEqual(new Set([null]));
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(new Set(progress).size).toBeGreaterThan(2);
    expect(ended).toMatchObject({ status: 'completed', progress: 1, failure: null });
    expect(ended.startedAt < ended.endedAt).toBe(true);
    expect(ended.result).toMatchObject({
      decided: count,
      changed: [{ from: 'allow', to: 'review', count: count / 2 }],
    });
  });

  it('takes the evaluations from the first moment of its range to before the last', async () => {
    const evaluations = await evaluateInTurn(customer, [aTransaction(), aTransaction(), aTransaction()]);
    const [first, second, third] = evaluations.map(({ createdAt }) => createdAt);
    const policyId = await draftOf(customer, []);
    const within = async (from = '', to = ''): Promise<number> =>
      (await completed(policyId, { from, to })).result.decided as number;
    await expect(within(first, third)).resolves.toBe(2);
    await expect(within(second, third)).resolves.toBe(1);
    await expect(within('2020-01-01T00:00:00Z', first)).resolves.toBe(0);
    const { result, to, createdAt } = await completed(policyId, { from: third, to: '2999-01-01T00:00:00Z' });
    expect([result.decided, to]).toEqual([1, createdAt]);
  });

  it('sees the facts of then: what came later, and lists of today, change nothing', async () => {
    const one = { customer: { id: 'c-1' } };
    await customer.post('/v1/lists', { name: 'watched' });
    await evaluate(customer, aTransaction(one));
    await customer.post('/v1/lists/watched/entries', { value: 'c-1' });
    await evaluate(customer, aTransaction(one));
    await evaluate(customer, aTransaction(one));
    const rules = [
      aRule({ code: 'third', when: 'customer.last24h.count == 2.0', decision: 'block' }),
      aRule({ code: 'watched', when: 'customer.id in lists.watched', points: 40 }),
    ];
    const { result } = await completed(await draftOf(customer, rules));
    expect(result.changed).toEqual([
      { from: 'allow', to: 'review', count: 1 },
      { from: 'allow', to: 'block', count: 1 },
    ]);
  });

  it('knows the outcomes that were told before it was asked for, and no later ones', async () => {
    const early = await evaluate(customer, aTransaction());
    const late = await evaluate(customer, aTransaction());
    await tell(customer, early, { label: 'fraud' });
    await tell(customer, late, { label: 'fraud' });
    await api.database.query(
      `update outcomes set id = uuid_lower_bound(now() + interval '1 hour') where transaction_id = $1`,
      [late.transactionId],
    );
    const { result } = await completed(await draftOf(customer, []));
    expect(result.known).toEqual({ fraud: 1, legitimate: 0 });
    expect(result).toMatchObject({ precision: null, recall: { value: 0, part: 0, whole: 1 } });
  });

  it('leaves out what was erased, and counts it', async () => {
    await evaluateInTurn(customer, [aTransaction(), aTransaction(), aTransaction()]);
    await api.database.query(
      `update evaluations set customer_id = null, facts = 'null'
        where id = (select id from evaluations where tenant_id = $1 order by id limit 1)`,
      [uuidOfTenant(customer.tenantId)],
    );
    const { result } = await completed(await draftOf(customer, []));
    expect([result.decided, result.erased]).toEqual([2, 1]);
  });

  it('fails with a reason where facts were recorded by a later version', async () => {
    const { id } = await evaluate(customer, aTransaction());
    await api.database.query(`update evaluations set facts = '{"schema":9}' where id = $1`, [
      parseId('eval', id),
    ]);
    const backtestId = await startBacktest(customer, await draftOf(customer, []));
    const ended = await backtestOnce(customer, backtestId, hasEnded);
    expect(ended).toMatchObject({
      ...{ status: 'failed', result: null },
      failure: 'Facts in this range were recorded by a later version of TrustFlow.',
    });
    const { status, body } = await customer.post(`/v1/backtests/${backtestId}/cancel`, undefined);
    expect([status, body.code]).toEqual([409, 'conflict']);
  });

  it('that can not be worked on keeps no other from its turn', async () => {
    const policyId = await draftOf(customer, []);
    const stuck = await startBacktest(customer, policyId);
    await backtestOnce(customer, stuck, hasEnded);
    await api.database.query(
      `update backtests set status = 'queued', lease_until = 'epoch', policy_id = gen_random_uuid() where id = $1`,
      [parseId('backtest', stuck)],
    );
    expect((await completed(policyId)).progress).toBe(1);
    await customer.post(`/v1/backtests/${stuck}/cancel`, undefined);
  });

  it('can be cancelled on its way, for good', async () => {
    await decideMany();
    const id = await startBacktest(customer, await draftOf(customer, []));
    await backtestOnce(customer, id, ({ progress }) => progress > 0);
    const cancelled = await customer.post(`/v1/backtests/${id}/cancel`, undefined);
    expect([cancelled.status, cancelled.body.status, cancelled.body.result]).toEqual([
      200,
      'cancelled',
      null,
    ]);
    expect(cancelled.body.progress).toBeLessThan(1);
    const again = await customer.post(`/v1/backtests/${id}/cancel`, undefined);
    expect([again.status, again.body]).toEqual([200, cancelled.body]);

    // Another one runs to its end, and this one stays as it was.
    await completed(await draftOf(customer, []));
    expect((await customer.get(`/v1/backtests/${id}`)).body).toEqual(cancelled.body);
  });

  it('is told in the audit trail when it is started and when it is cancelled', async () => {
    await decideMany();
    const policyId = await draftOf(customer, []);
    const range = lastDays(7);
    const id = await startBacktest(customer, policyId, range);
    await customer.post(`/v1/backtests/${id}/cancel`, undefined);
    await customer.post(`/v1/backtests/${id}/cancel`, undefined);
    const entries = await api.database.query(
      `select action, actor_type, "after" from audit_entries where resource_id = $1 order by id`,
      [parseId('backtest', id)],
    );
    const after = { policyVersion: 2, ...range };
    expect(entries).toEqual([
      { action: 'backtest.started', actor_type: 'key', after },
      { action: 'backtest.cancelled', actor_type: 'key', after },
    ]);
  });

  it('has at most two others beside it, however many are asked for at once', async () => {
    await decideMany();
    const policyId = await draftOf(customer, []);
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => customer.post(`/v1/policies/${policyId}/backtest`, lastDays(7))),
    );
    const accepted = asked.filter(({ status }) => status === 202);
    const refused = asked.filter(({ status, body }) => status === 409 && body.code === 'conflict');
    expect([accepted.length, refused.length]).toEqual([3, 5]);
    for (const { body } of accepted) await customer.post(`/v1/backtests/${body.id}/cancel`, undefined);
    expect((await completed(policyId)).result.decided).toBe(40_000);
  });
});

describe('a backtest that can not be', () => {
  it.each([
    ['ends before it begins', '2026-02-02T00:00:00Z', '2026-02-01T00:00:00Z', '/from'],
    ['is empty', '2026-02-02T00:00:00Z', '2026-02-02T00:00:00Z', '/from'],
    ['lies ahead', '2998-01-01T00:00:00Z', '2999-01-01T00:00:00Z', '/from'],
    ['is no time', '2026-02-02T00:00:00Z', 'tomorrow', '/to'],
    ['has no beginning', undefined, '2026-02-02T00:00:00Z', '/from'],
  ])('is refused where its range %s', async (_what, from, to, pointer) => {
    const policyId = await draftOf(customer, []);
    const { status, body } = await customer.post(`/v1/policies/${policyId}/backtest`, { from, to });
    expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'validation_failed', pointer]);
  });

  it('is refused where a version of a built-in is no longer shipped', async () => {
    const policyId = await draftOf(customer, [], { builtins: { new_device: { version: 1, weight: 15 } } });
    await api.database.query(
      `update policies set definition = replace(definition::text, '"version":1', '"version":9')::json where id = $1`,
      [parseId('policy', policyId)],
    );
    const { status, body } = await customer.post(`/v1/policies/${policyId}/backtest`, lastDays(1));
    expect([status, body.code]).toEqual([422, 'policy_invalid']);
    expect(body.errors[0].pointer).toBe('/builtins/new_device');
  });
});

describe("another tenant's backtest", () => {
  it('is a 404, as one that never was: of its policy, to read, to cancel', async () => {
    const policyId = await draftOf(customer, []);
    const id = await startBacktest(customer, policyId);
    const stranger = await signUp(api.url);
    const never = 'backtest_01m81b8yqae5k9w51y4qm6e04p';
    const answers = await Promise.all([
      stranger.post(`/v1/policies/${policyId}/backtest`, lastDays(1)),
      stranger.post('/v1/policies/policy_01m81b8yqae5k9w51y4qm6e04p/backtest', lastDays(1)),
      ...[id, never, policyId, 'nonsense'].flatMap((asked) => [
        stranger.get(`/v1/backtests/${asked}`),
        stranger.post(`/v1/backtests/${asked}/cancel`, undefined),
      ]),
    ]);
    const refusals = answers.map(({ status, body }) => `${status} ${body.code}`);
    expect(new Set(refusals)).toEqual(new Set(['404 not_found']));
    expect((await backtestOnce(customer, id, hasEnded)).status).toBe('completed');
  });

  it('is not made of anyone else’s evaluations', async () => {
    await evaluate(customer, aTransaction());
    const stranger = await signUp(api.url);
    const id = await startBacktest(stranger, await draftOf(stranger, []));
    expect((await backtestOnce(stranger, id, hasEnded)).result.decided).toBe(0);
  });

  it('needs a key that may write policies', async () => {
    const policyId = await draftOf(customer, []);
    const { status } = await call(api.url, `/v1/policies/${policyId}/backtest`, {
      method: 'POST',
      body: lastDays(1),
    });
    expect(status).toBe(401);
  });
});
