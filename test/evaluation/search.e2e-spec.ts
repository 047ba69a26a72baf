import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluateInTurn } from './evaluated';
import type { ShownEvaluation } from './evaluated';

const FULL = {
  ...{ transactionId: 'order-1', amount: 4_200, currency: 'EUR', customer: { id: 'c-1' } },
  counterparty: { id: 'm-1' },
  instrument: { id: 'card-1' },
  device: { id: 'd-1', ip: '2001:DB8:0::1' },
};

let api: TestApi;
let customer: Customer;
/** Of everything; a refund of the same order by somebody else; of nothing in common. */
let made: readonly ShownEvaluation[];

beforeAll(async () => {
  api = await startTestApi();
  customer = await signUp(api.url);
  made = await evaluateInTurn(customer, [
    FULL,
    { ...FULL, type: 'refund', customer: { id: 'c-2' }, device: { id: 'd-2', ip: '203.0.113.9' } },
    aTransaction(),
  ]);
});
afterAll(() => api.stop());

const search = (body: object, query = '', by: Pick<Customer, 'post'> = customer): Promise<Answer> =>
  by.post(`/v1/evaluations/search${query}`, body);

describe('the search', () => {
  it.each<[body: object, found: number[]]>([
    [{ transactionId: 'order-1' }, [1, 0]],
    [{ customerId: 'c-1' }, [0]],
    [{ counterpartyId: 'm-1' }, [1, 0]],
    [{ instrumentId: 'card-1' }, [1, 0]],
    [{ deviceId: 'd-2' }, [1]],
    [{ ip: '203.0.113.9' }, [1]],
    [{ ip: '::ffff:203.0.113.9' }, [1]],
    [{ ip: '2001:0db8::1' }, [0]],
    [{ counterpartyId: 'm-1', customerId: 'c-2' }, [1]],
    [{ counterpartyId: 'm-1', customerId: 'c-9' }, []],
    [{ customerId: 'm-1' }, []],
    [{ transactionId: "' or true --" }, []],
  ])('by %j finds what has all of it, newest first, as the list shows it', async (body, found) => {
    const answer = await search(body);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ data: found.map((n) => made[n]), nextCursor: null });
  });

  it('is paged through', async () => {
    const { body: first } = await search({ transactionId: 'order-1' }, '?limit=1');
    expect(first.data).toEqual([made[1]]);
    const { body: second } = await search(
      { transactionId: 'order-1' },
      `?limit=1&cursor=${first.nextCursor}`,
    );
    expect(second).toEqual({ data: [made[0]], nextCursor: null });
  });

  it('finds nothing of another tenant, nor of the own sandbox', async () => {
    const strangers = [await signUp(api.url), customerWith(api.url, customer.sandboxKey)];
    for (const stranger of strangers) {
      const { body } = await search({ transactionId: 'order-1' }, '', stranger);
      expect(body).toEqual({ data: [], nextCursor: null });
    }
  });

  it.each([
    ['nothing', {}, { in: 'body', pointer: '' }],
    ['an empty id', { customerId: '' }, { in: 'body', pointer: '/customerId' }],
    ['null', { customerId: null }, { in: 'body', pointer: '/customerId' }],
    ['an object', { customerId: { $ne: '' } }, { in: 'body', pointer: '/customerId' }],
    ['an address that is none', { ip: 'localhost' }, { in: 'body', pointer: '/ip' }],
    ['a field of another name', { agentId: 'a-1' }, { in: 'body', pointer: '/agentId' }],
  ])('for %s is refused', async (_, body, error) => {
    const answer = await search(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors).toMatchObject([error]);
  });

  it('refuses a page that is none', async () => {
    const answer = await search({ customerId: 'c-1' }, '?limit=101');
    expect(answer.body.errors).toMatchObject([{ in: 'query', pointer: '/limit' }]);
  });
});
