import { formatId, newUuid } from '@libs/ids/typeid';
import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluate, evaluateInTurn } from './evaluated';
import type { ShownEvaluation } from './evaluated';
import { uuidOfTenant } from './books';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

async function list(query: string, by: Pick<Customer, 'get'> = customer): Promise<ShownEvaluation[]> {
  const { status, body } = await by.get(`/v1/evaluations?${query}`);
  if (status !== 200) throw new Error(`list answered ${status}`);
  return body.data as ShownEvaluation[];
}

const idsOf = (evaluations: readonly ShownEvaluation[]): string[] => evaluations.map(({ id }) => id);

describe('an evaluation', () => {
  it('is read as it was answered, field by field', async () => {
    const made = await evaluate(customer, aTransaction({ agent: { id: 'agent-7' }, type: 'transfer' }));
    const { status, body } = await customer.get(`/v1/evaluations/${made.id}`);
    expect([status, body]).toEqual([200, made]);
    expect(made).toMatchObject({
      id: expect.stringMatching(/^eval_[0-9a-hjkmnp-tv-z]{26}$/),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      ...{ type: 'transfer', mode: 'live', model: null, review: null, outcome: null },
      policy: { id: expect.stringMatching(/^policy_/), version: 1 },
      agent: { id: 'agent-7', status: 'claimed' },
      durationMs: expect.any(Number),
    });
  });

  it.each([
    ['of nobody', formatId('eval', newUuid(Date.now()))],
    ['of another kind', formatId('audit', newUuid(Date.now()))],
    ['in capitals', formatId('eval', newUuid(Date.now())).toUpperCase()],
    ['that is none', 'eval_1'],
    ['of a bare uuid', newUuid(Date.now())],
    ['with what SQL might mind', "eval_'; drop table x --"],
  ])('with an id %s is not found', async (_, id) => {
    const { status, body } = await customer.get(`/v1/evaluations/${encodeURIComponent(id)}`);
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it('of another tenant, or of the own sandbox, is not found, and the answer doesn’t tell it from one of nobody', async () => {
    const stranger = await signUp(api.url);
    const sandbox = customerWith(api.url, customer.sandboxKey);
    const ids = [
      (await evaluate(stranger, aTransaction())).id,
      (await evaluate(sandbox, aTransaction())).id,
      formatId('eval', newUuid(Date.now())),
    ];
    const answers: Answer[] = [];
    for (const id of ids) answers.push(await customer.get(`/v1/evaluations/${id}`));
    const comparable = answers.map(({ status, headers, body }) => ({
      status,
      headers: [...headers.entries()].filter(([name]) => !['date', 'trace-id', 'ratelimit'].includes(name)),
      body: { ...body, traceId: '', instance: '' },
    }));
    expect(comparable[0]?.status).toBe(404);
    expect(comparable[0]).toEqual(comparable[2]);
    expect(comparable[1]).toEqual(comparable[2]);
  });
});

describe('the list', () => {
  it('is filtered by every filter, alone and together', async () => {
    const shopper = await signUp(api.url);
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const past = { customer: { id: 'c-1' }, amount: 100 };
    await evaluateInTurn(
      shopper,
      [1, 2, 3].map(() => aTransaction(past)),
    );
    const { body: held } = await shopper.post('/v1/evaluations', aTransaction({ ...past, amount: 5_000 }), {
      traceparent,
    });
    const claimed = await evaluate(shopper, aTransaction({ agent: { id: 'agent-7' } }));
    expect(held.decision).toBe('review');

    const all = await list('', shopper);
    expect(all).toHaveLength(5);
    await expect(list('decision=review', shopper)).resolves.toEqual([held]);
    await expect(list('decision=review&open=true', shopper)).resolves.toEqual([held]);
    await expect(list('decision=block', shopper)).resolves.toEqual([]);
    await expect(list('decision=allow', shopper)).resolves.toHaveLength(4);
    await expect(list('open=true', shopper)).resolves.toEqual([held]);
    await expect(list('open=false', shopper)).resolves.toHaveLength(5);
    await expect(list('decision=allow&open=true', shopper)).resolves.toEqual([]);
    await expect(list('traceId=4bf92f3577b34da6a3ce929d0e0e4736', shopper)).resolves.toEqual([held]);
    await expect(list(`traceId=${'0'.repeat(32)}`, shopper)).resolves.toEqual([]);
    await expect(list('agentId=agent-7', shopper)).resolves.toEqual([claimed]);
    await expect(list('agentId=agent-7&decision=review', shopper)).resolves.toEqual([]);
    await api.database.query(
      'update evaluations set review_settled_at = now() where tenant_id = $1 and decision = $2',
      [uuidOfTenant(shopper.tenantId), 'review'],
    );
    await expect(list('decision=review&open=true', shopper)).resolves.toEqual([]);
    await expect(list('decision=review', shopper)).resolves.toHaveLength(1);
  });

  it('takes a range of time with its first moment and without its last', async () => {
    const shopper = await signUp(api.url);
    const made: ShownEvaluation[] = [];
    for (let n = 0; n < 3; n += 1) {
      made.push(await evaluate(shopper, aTransaction()));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const [first, second, third] = made.map(({ createdAt }) => createdAt);
    await expect(list(`from=${second}`, shopper).then(idsOf)).resolves.toEqual(
      idsOf(made.slice(1).reverse()),
    );
    await expect(list(`to=${second}`, shopper).then(idsOf)).resolves.toEqual(idsOf(made.slice(0, 1)));
    await expect(list(`from=${first}&to=${third}`, shopper).then(idsOf)).resolves.toEqual(
      idsOf(made.slice(0, 2).reverse()),
    );
    await expect(list(`from=${third}&to=${first}`, shopper)).resolves.toEqual([]);
    await expect(list('from=1970-01-01T00:00:00Z&to=9999-12-31T23:59:59Z', shopper)).resolves.toHaveLength(3);
  });

  it('goes through everything once, newest first, though new ones come between', async () => {
    const shopper = await signUp(api.url);
    const made = await evaluateInTurn(
      shopper,
      Array.from({ length: 7 }, () => aTransaction()),
    );
    const seen: ShownEvaluation[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const { body } = await shopper.get(
        `/v1/evaluations?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...(body.data as ShownEvaluation[]));
      cursor = body.nextCursor as string | null;
      pages += 1;
      await evaluate(shopper, aTransaction());
    } while (cursor !== null && pages < 10);
    expect(pages).toBe(3);
    const newestFirst = [...made].sort((a, b) => (a.id < b.id ? 1 : -1));
    expect(seen).toEqual(newestFirst);
    expect(seen.map(({ createdAt }) => createdAt)).toEqual(
      [...seen.map(({ createdAt }) => createdAt)].sort().reverse(),
    );
  });

  it('has no further page when the last one is exactly full', async () => {
    const shopper = await signUp(api.url);
    await evaluateInTurn(shopper, [aTransaction(), aTransaction()]);
    const { body } = await shopper.get('/v1/evaluations?limit=2');
    expect([body.data.length, body.nextCursor]).toEqual([2, null]);
    const { body: one } = await shopper.get('/v1/evaluations?limit=1');
    expect([one.data.length, typeof one.nextCursor]).toEqual([1, 'string']);
  });

  it('has 20 of them where nobody says how many', async () => {
    const shopper = await signUp(api.url);
    await evaluateInTurn(
      shopper,
      Array.from({ length: 21 }, () => aTransaction()),
    );
    await expect(list('', shopper)).resolves.toHaveLength(20);
    await expect(list('limit=100', shopper)).resolves.toHaveLength(21);
  });

  it('shows a tenant nothing of another, nor of its own sandbox, also by another’s cursor', async () => {
    const stranger = await signUp(api.url);
    await evaluateInTurn(stranger, [aTransaction(), aTransaction()]);
    const { body } = await stranger.get('/v1/evaluations?limit=1');
    const shopper = await signUp(api.url);
    const own = await evaluate(shopper, aTransaction());
    await evaluate(customerWith(api.url, shopper.sandboxKey), aTransaction());
    await expect(list('', shopper).then(idsOf)).resolves.toEqual([own.id]);
    await expect(list(`cursor=${body.nextCursor}`, shopper)).resolves.toEqual([]);
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=1.5', '/limit'],
    ['limit=-1', '/limit'],
    ['limit=x', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['cursor=x', '/cursor'],
    ['cursor=', '/cursor'],
    [`cursor=${'A'.repeat(23)}`, '/cursor'],
    ['decision=maybe', '/decision'],
    ['decision=', '/decision'],
    ['traceId=4bf9', '/traceId'],
    ['agentId=', '/agentId'],
    ['from=yesterday', '/from'],
    ['to=2026-02-30T00:00:00Z', '/to'],
    ['open=yes', '/open'],
    ['customerId=c-1', '/customerId'],
  ])('refuses %s', async (query, pointer) => {
    const { status, body } = await customer.get(`/v1/evaluations?${query}`);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ in: 'query', pointer }]);
  });
});
