import { setTimeout as sleep } from 'node:timers/promises';
import { ActivePolicies } from '../../src/evaluation/policies/active-policies';
import { aTransaction, signUp } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { aRule, decideBy } from './policy-steps';

/** More than go into one commit. */
const ITEMS = 150;
const SLOW_MS = 300;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

/** The first time that its policy is asked for it takes long, as on a database that is busy just then. */
function slowAtFirst(): void {
  const policies = api.app.get(ActivePolicies, { strict: false });
  const get = policies.get.bind(policies);
  let asked = 0;
  Object.assign(policies, {
    get: async (...of: Parameters<ActivePolicies['get']>): ReturnType<ActivePolicies['get']> => {
      asked += 1;
      if (asked === 1) await sleep(SLOW_MS);
      return get(...of);
    },
  });
}

it('a batch is decided in its order, also where its beginning has to wait', async () => {
  const customer = await signUp(api.url);
  await decideBy(customer, [aRule({ code: 'first', when: 'customer.isNew', points: 40 })]);
  const startMs = Date.now() - ITEMS * 1_000;
  const items = Array.from({ length: ITEMS }, (_, n) =>
    aTransaction({ customer: { id: 'c-1' }, occurredAt: new Date(startMs + n * 1_000).toISOString() }),
  );
  slowAtFirst();
  const { body } = await customer.post('/v1/evaluations/batch', { items });
  const firsts = (body.results as { evaluation: { factors: { code: string }[] } }[]).flatMap(
    ({ evaluation }, n) => (evaluation.factors.some(({ code }) => code === 'rule:first') ? [n] : []),
  );
  expect(firsts).toEqual([0]);
});
