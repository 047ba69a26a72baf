import { aTransaction, call, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluate } from './evaluated';
import type { ShownEvaluation } from './evaluated';
import { aRule, decideBy } from './policy-steps';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const replay = ({ id }: ShownEvaluation): Promise<Answer> =>
  customer.post(`/v1/evaluations/${id}/replay`, undefined);

describe('a replay', () => {
  it('is identical whatever came after: other transactions, another policy, a list that is gone', async () => {
    await customer.post('/v1/lists', { name: 'watched' });
    await customer.post('/v1/lists/watched/entries', { value: 'c-1' });
    const rules = [aRule({ code: 'watched', when: 'customer.id in lists.watched', points: 20 })];
    await decideBy(customer, rules, { builtins: 'default' });
    const spree = aTransaction({ customer: { id: 'c-1' }, device: { id: 'd-1' }, instrument: { id: 'i-1' } });
    for (let index = 0; index < 6; index += 1)
      await evaluate(customer, { ...spree, transactionId: `t-${index}` });
    const recorded = await evaluate(customer, { ...spree, transactionId: 't-last' });
    expect(recorded.factors.length).toBeGreaterThan(1);

    await evaluate(customer, { ...spree, transactionId: 't-after' });
    await call(api.url, '/v1/lists/watched', {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${customer.key}` },
    });
    await decideBy(customer, [aRule({ decision: 'block' })]);

    const { decision, score, factors } = recorded;
    const again = await replay(recorded);
    expect([again.status, again.body]).toEqual([200, { identical: true, decision, score, factors }]);
  });

  it('says so where it is not identical', async () => {
    const evaluation = await evaluate(customer, aTransaction({ agent: { id: 'bot' } }));
    await api.database.query(
      `update evaluations set verdict = replace(verdict::text, '"score":10', '"score":11')::json`,
    );
    expect((await replay(evaluation)).body).toMatchObject({ identical: false, score: 10 });
  });

  it('is a 409 where a version of a built-in is no longer shipped', async () => {
    const evaluation = await evaluate(customer, aTransaction());
    await api.database.query(
      `update policies set definition = replace(definition::text, '"new_device":{"version":1', '"new_device":{"version":9')::json`,
    );
    const { status, body } = await replay(evaluation);
    expect([status, body.code]).toEqual([409, 'conflict']);
  });

  it("is a 404 of another tenant's evaluation, and of none", async () => {
    const evaluation = await evaluate(customer, aTransaction());
    const stranger = await signUp(api.url);
    for (const id of [evaluation.id, 'eval_01m81b8yqae5k9w51y4qm6e04p', 'nonsense']) {
      const { status, body } = await stranger.post(`/v1/evaluations/${id}/replay`, undefined);
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
  });
});

describe('the counterfactuals', () => {
  interface Counterfactual {
    readonly path: string;
    readonly operator: string;
    readonly value: number;
    readonly decision: string;
    readonly sentence: string;
  }
  const counterfactualsOf = (evaluation: ShownEvaluation): readonly Counterfactual[] =>
    (evaluation as ShownEvaluation & { counterfactuals: readonly Counterfactual[] }).counterfactuals;

  it('name an amount at which the decision turns, and when that is tried, it does', async () => {
    await decideBy(customer, [
      aRule({ code: 'large', when: 'transaction.amount > 50000', points: 40 }),
      aRule({ code: 'small_again', when: 'transaction.amount < 300.5', decision: 'block' }),
    ]);
    const held = await evaluate(customer, aTransaction({ amount: 60_000 }));
    const [nearest, farther] = counterfactualsOf(held);
    expect(nearest).toEqual({
      ...{ path: '/amount', operator: '=', value: 50_000, decision: 'allow' },
      sentence: 'It would be allowed at 500.00 EUR.',
    });
    expect(farther).toMatchObject({ operator: '<', value: 301, decision: 'block' });
    const amounts = [50_000, 50_001, 301, 300];
    const tried = await Promise.all(amounts.map((amount) => evaluate(customer, aTransaction({ amount }))));
    expect(tried.map(({ decision }) => decision)).toEqual(['allow', 'review', 'allow', 'block']);
    expect(tried.map((evaluation) => counterfactualsOf(evaluation).length > 0)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('are kept with the decision, and none are told where nothing would change it', async () => {
    await decideBy(customer, [aRule({ decision: 'block' })]);
    const blocked = await evaluate(customer, aTransaction());
    expect(counterfactualsOf(blocked)).toEqual([]);
    expect((await customer.get(`/v1/evaluations/${blocked.id}`)).body).toEqual(blocked);
  });
});
