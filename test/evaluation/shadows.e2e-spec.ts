import { parseId } from '@libs/ids/typeid';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluate, evaluateInTurn } from './evaluated';
import type { ShownEvaluation } from './evaluated';
import { aRule, decideBy, goLive } from './policy-steps';
import { aDraft, shadowOf, shown, shownAfter, start, stop } from './shadow-steps';

jest.setTimeout(60_000);

const NOTHING = { decided: 0, agreed: 0, agreement: null, changed: [] };

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
/** What is live holds amounts from 100.00 on and blocks them from 1000.00 on. */
beforeEach(async () => {
  customer = await signUp(api.url);
  await decideBy(customer, [
    aRule({ code: 'large', when: 'transaction.amount >= 10000', points: 30 }),
    aRule({ code: 'huge', when: 'transaction.amount >= 100000', points: 40 }),
  ]);
});
afterAll(() => api.stop());

const paying = (...amounts: number[]): object[] => amounts.map((amount) => aTransaction({ amount }));

describe('a shadow', () => {
  it('agrees and differs as is worked out by hand, and shows both decisions side by side', async () => {
    const policyId = await shadowOf(customer, [
      aRule({ code: 'any', when: 'transaction.amount >= 5000', points: 30 }),
      aRule({ code: 'huge', when: 'transaction.amount >= 100000', points: 20 }),
    ]);
    // Live: allow, allow, allow, review, review, block. The shadow: allow, review, review, review, review, review.
    const [, ...others] = await evaluateInTurn(
      customer,
      paying(4_999, 5_000, 9_999, 10_000, 99_999, 100_000),
    );
    const shadow = await shownAfter(customer, policyId, 6);
    expect(shadow).toMatchObject({
      ...{ policyId, status: 'running', stoppedAt: null },
      summary: {
        ...{ decided: 6, agreed: 3, agreement: 0.5 },
        changed: [
          { from: 'allow', to: 'review', count: 2 },
          { from: 'block', to: 'review', count: 1 },
        ],
      },
      nextCursor: null,
    });
    const [half, almost, , , huge] = others;
    expect(shadow.data).toEqual([
      {
        evaluationId: huge?.id,
        live: { decision: 'block', score: 70 },
        shadow: {
          ...{ decision: 'review', score: 50 },
          factors: [
            expect.objectContaining({
              code: 'rule:any',
              points: 30,
              observed: { 'transaction.amount': 100_000 },
            }),
            expect.objectContaining({ code: 'rule:huge', points: 20 }),
          ],
        },
        createdAt: huge?.createdAt,
      },
      ...[almost, half].map((evaluation) => ({
        evaluationId: evaluation?.id,
        live: { decision: 'allow', score: 0 },
        shadow: { decision: 'review', score: 30, factors: [expect.objectContaining({ code: 'rule:any' })] },
        createdAt: evaluation?.createdAt,
      })),
    ]);
  });

  it('turns its pages over the differing ones, or over all', async () => {
    const policyId = await shadowOf(customer, [aRule({ when: 'transaction.amount >= 2', points: 30 })]);
    const [one, two, three] = await evaluateInTurn(customer, paying(2, 1, 3));
    await shownAfter(customer, policyId, 3);
    const pagesOf = async (query: string): Promise<(string | undefined)[][]> => {
      const pages: (string | undefined)[][] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await shown(customer, policyId, `?limit=1${query}${cursor && `&cursor=${cursor}`}`);
        pages.push(page.data.map(({ evaluationId }) => evaluationId));
        cursor = page.nextCursor;
      }
      return pages;
    };
    await expect(pagesOf('')).resolves.toEqual([[three?.id], [one?.id]]);
    await expect(pagesOf('&differing=false')).resolves.toEqual([[three?.id], [two?.id], [one?.id]]);
  });

  it('decides beside others, each by itself', async () => {
    const strict = await shadowOf(customer, [aRule({ decision: 'block' })]);
    const mild = await shadowOf(customer, []);
    await evaluateInTurn(customer, paying(1, 10_000, 100_000));
    expect((await shownAfter(customer, strict, 3)).summary).toMatchObject({
      agreed: 1,
      changed: [
        { from: 'allow', to: 'block', count: 1 },
        { from: 'review', to: 'block', count: 1 },
      ],
    });
    expect((await shownAfter(customer, mild, 3)).summary).toMatchObject({
      agreed: 1,
      changed: [
        { from: 'review', to: 'allow', count: 1 },
        { from: 'block', to: 'allow', count: 1 },
      ],
    });
  });

  it('leaves no trace on the evaluation: its answer, its entities, its policy', async () => {
    const policyId = await shadowOf(customer, [aRule({ decision: 'block' })]);
    const evaluation = await evaluate(customer, aTransaction({ amount: 1, customer: { id: 'c-1' } }));
    expect(evaluation).toMatchObject({ decision: 'allow', score: 0, factors: [] });
    await shownAfter(customer, policyId, 1);
    expect((await customer.get(`/v1/evaluations/${evaluation.id}`)).body).toEqual(evaluation);
    const known = await customer.post('/v1/entities/lookup', { kind: 'customer', id: 'c-1' });
    expect(known.body.windows.last1h).toMatchObject({ count: 1 });
    expect(JSON.stringify(evaluation)).not.toContain(policyId);
  });

  it('sees the facts as they were, and treats a rule without an answer as the policy says', async () => {
    const onDevice = (nth: number): object =>
      aTransaction({ transactionId: `t-${nth}`, amount: 1, customer: { id: 'c-1' }, device: { id: 'd-1' } });
    const policyId = await shadowOf(customer, [
      aRule({ code: 'third', when: 'device.last1h.count >= 2.0', points: 70 }),
      aRule({ code: 'gift', when: 'attributes.giftCard == true', decision: 'block', onError: 'review' }),
    ]);
    await evaluateInTurn(customer, [onDevice(1), onDevice(2), onDevice(3)]);
    const { data } = await shownAfter(customer, policyId, 3);
    expect(data.map(({ shadow }) => [shadow.decision, shadow.score])).toEqual([
      ['review', 70],
      ['review', 0],
      ['review', 0],
    ]);
    expect(data[2]?.shadow.factors).toEqual([
      expect.objectContaining({ code: 'rule:gift', effect: 'review', error: expect.any(String) }),
    ]);
  });

  it('decides only what arrives while it runs, and not what it decided itself', async () => {
    await evaluateInTurn(customer, paying(10_000));
    const policyId = await shadowOf(customer, []);
    await evaluateInTurn(customer, paying(10_001));
    expect((await shownAfter(customer, policyId, 1)).summary.decided).toBe(1);

    await goLive(customer, policyId);
    await evaluateInTurn(customer, paying(10_002));
    const byOthers = await evaluationsSince(policyId);
    expect((await shownAfter(customer, policyId, byOthers)).summary.decided).toBe(byOthers);
    const another = await shadowOf(customer, []);
    await evaluateInTurn(customer, paying(10_003));
    await shownAfter(customer, another, 1);
    expect((await shown(customer, policyId)).summary.decided).toBe(byOthers);
  });

  /** Of those that other versions decided. */
  async function evaluationsSince(policyId: string): Promise<number> {
    const { startedAt } = await shown(customer, policyId);
    const { body } = await customer.get(`/v1/evaluations?limit=100&from=${startedAt}`);
    return (body.data as ShownEvaluation[]).filter(({ policy }) => policy.id !== policyId).length;
  }
});

describe('starting and stopping a shadow', () => {
  it('begins with nothing decided, and is told to the audit trail both times', async () => {
    const policyId = await aDraft(customer, []);
    const { status, body } = await start(customer, policyId);
    const begun = {
      policyId,
      status: 'running',
      startedAt: expect.any(String),
      stoppedAt: null,
      summary: NOTHING,
    };
    expect([status, body]).toEqual([201, begun]);
    await expect(shown(customer, policyId)).resolves.toEqual({ ...body, data: [], nextCursor: null });
    await stop(api.url, customer, policyId);
    const trail = await api.database.query(
      `select action, actor_type, resource_type, after from audit_entries where resource_id = $1 order by id`,
      [parseId('policy', policyId)],
    );
    const ofPolicy = { actor_type: 'key', resource_type: 'policy', after: { version: 3 } };
    expect(trail.slice(1)).toEqual([
      { action: 'policy.shadow_started', ...ofPolicy },
      { action: 'policy.shadow_stopped', ...ofPolicy },
    ]);
  });

  it('ends what it counts: what it decided stays, and nothing is added', async () => {
    const policyId = await shadowOf(customer, []);
    const witness = await shadowOf(customer, [aRule({ decision: 'review' })]);
    await evaluateInTurn(customer, paying(10_000));
    const running = await shownAfter(customer, policyId, 1);
    const { status, body } = await stop(api.url, customer, policyId);
    expect([status, body]).toEqual([204, '']);
    await shownAfter(customer, witness, 1);
    await evaluateInTurn(customer, paying(10_001));
    await shownAfter(customer, witness, 2);
    const stopped = await shown(customer, policyId);
    expect(stopped).toEqual({ ...running, status: 'stopped', stoppedAt: expect.any(String) });
    expect((await stop(api.url, customer, policyId)).status).toBe(204);
    await expect(shown(customer, policyId)).resolves.toEqual(stopped);
  });

  it('counts from the beginning where it is started again', async () => {
    const policyId = await shadowOf(customer, []);
    await evaluateInTurn(customer, paying(10_000));
    await shownAfter(customer, policyId, 1);
    await stop(api.url, customer, policyId);
    expect((await start(customer, policyId)).body).toMatchObject({ status: 'running', summary: NOTHING });
    await evaluateInTurn(customer, paying(10_001));
    expect((await shownAfter(customer, policyId, 1)).data).toHaveLength(1);
  });

  it('is a 409 of one that runs, also where two start it at once, and of the one that decides', async () => {
    const policyId = await aDraft(customer, []);
    const attempts = await Promise.all([start(customer, policyId), start(customer, policyId)]);
    expect(attempts.map(({ status }) => status).sort()).toEqual([201, 409]);
    const again = await start(customer, policyId);
    expect([again.body.code, again.body.detail]).toEqual([
      'conflict',
      'This version of the policy is a shadow already.',
    ]);
    const active = await customer.get('/v1/policies/active');
    const ofActive = await start(customer, active.body.id as string);
    expect([ofActive.status, ofActive.body.detail]).toEqual([
      409,
      'This version of the policy is the one that decides.',
    ]);
  });

  it('is a 409 where ten run already', async () => {
    const drafts: string[] = [];
    for (let n = 0; n < 12; n += 1) drafts.push(await aDraft(customer, []));
    const attempts = await Promise.all(drafts.map((policyId) => start(customer, policyId)));
    const refused = attempts.filter(({ status }) => status === 409);
    expect([attempts.filter(({ status }) => status === 201).length, refused.length]).toEqual([10, 2]);
    expect(refused[0]?.body.detail).toBe('A tenant has at most 10 shadows that run.');
  });

  it('is a 422 where the policy could not decide any more', async () => {
    const policyId = await aDraft(customer, [], { builtins: { new_device: { version: 1, weight: 15 } } });
    await api.database.query(
      `update policies set definition = replace(definition::text, '"version":1', '"version":9')::json where id = $1`,
      [parseId('policy', policyId)],
    );
    const { status, body } = await start(customer, policyId);
    expect([status, body.code, body.errors[0].code]).toEqual([422, 'policy_invalid', 'unknown_builtin']);
  });

  it("is a 404 of another tenant's policy, of none, and of one that never was a shadow", async () => {
    const policyId = await shadowOf(customer, []);
    const draft = await aDraft(customer, []);
    const stranger = await signUp(api.url);
    for (const [who, id] of [
      [stranger, policyId],
      [customer, 'policy_01m81b8yqae5k9w51y4qm6e04p'],
      [customer, 'nonsense'],
      [customer, draft],
    ] as const) {
      const answers = [await who.get(`/v1/policies/${id}/shadow`), await stop(api.url, who, id)];
      if (id !== draft) answers.push(await start(who, id));
      for (const { status, body } of answers) expect([id, status, body.code]).toEqual([id, 404, 'not_found']);
    }
    expect((await shown(customer, policyId)).status).toBe('running');
  });

  it("never decides what is another tenant's", async () => {
    const policyId = await shadowOf(customer, []);
    const stranger = await signUp(api.url);
    await evaluateInTurn(stranger, paying(10_000));
    await evaluateInTurn(customer, paying(10_000));
    await shownAfter(customer, policyId, 1);
    expect((await shown(customer, policyId)).summary.decided).toBe(1);
  });
});
