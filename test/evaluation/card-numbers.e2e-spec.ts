import { aTransaction, call, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { tablesHolding } from '../tenants/stored-text';
import { readBooks } from './books';

/** Test numbers of several issuers; none is a real card. */
const CARDS = [
  '4242424242424242',
  '5555555555554444',
  '378282246310005',
  '6011111111111117',
  '30569309025904',
];
const CARD = '4242424242424242';
const ORDER_NUMBER = 'ord_4000056655665556';

jest.setTimeout(90_000);

describe('a card number', () => {
  let api: TestApi;
  let customer: Customer;

  beforeAll(async () => {
    api = await startTestApi();
    customer = await signUp(api.url);
  });
  afterAll(() => api.stop());

  it.each([
    ['the transaction’s id', { transactionId: CARD }, '/transactionId'],
    ['an id inside an object', { instrument: { id: '4242 4242 4242 4242' } }, '/instrument/id'],
    ['the customer’s id, with hyphens', { customer: { id: 'x 4242-4242-4242-4242' } }, '/customer/id'],
    ['a user agent', { device: { userAgent: `Mozilla/5.0 (${CARD})` } }, '/device/userAgent'],
    ['an attribute', { attributes: { note: `paid with ${CARD}!` } }, '/attributes/note'],
    ['an attribute that is a number', { attributes: { n: Number(CARD) } }, '/attributes/n'],
    ['the name of an attribute', { attributes: { [CARD]: true } }, '/attributes'],
    ['the amount', { amount: Number(CARD) }, '/amount'],
    ['a field that doesn’t exist', { extra: { deep: [0, { pan: CARD }] } }, '/extra/deep/1/pan'],
    ['the name of a field that doesn’t exist', { [CARD]: 1 }, ''],
    ['a field of the wrong type', { currency: [CARD] }, '/currency/0'],
  ])('in %s is refused and pointed at, without being repeated', async (_, over, pointer) => {
    const { status, body } = await customer.post('/v1/evaluations', aTransaction(over));
    expect([status, body.code]).toEqual([422, 'card_number_not_accepted']);
    expect(body.errors).toMatchObject([{ in: 'body', pointer, code: 'card_number' }]);
    expect(body.detail).toContain('prefix');
    expect(JSON.stringify(body).replace(/\D/g, '')).not.toContain(CARD);
  });

  it.each(CARDS)('%s is refused at sign-up too', async (card) => {
    const body = { organization: `Shop ${card}`, email: 'a@shop.example' };
    const answer = await call(api.url, '/v1/signup', { method: 'POST', body });
    expect([answer.status, answer.body.code]).toEqual([422, 'card_number_not_accepted']);
  });

  it.each([
    ['a prefix of letters', { transactionId: ORDER_NUMBER }],
    ['a wrong check digit', { transactionId: '4242424242424241' }],
    ['no known issuer', { transactionId: '9242424242424244' }],
    ['12 digits', { transactionId: '424242424242' }],
    ['only its first eight digits', { instrument: { bin: '42424242' } }],
  ])('is none with %s', async (_, over) => {
    expect((await customer.post('/v1/evaluations', aTransaction(over))).status).toBe(201);
  });

  it('is in no table afterwards, whatever column or spelling', async () => {
    for (const text of [...CARDS, '4242 4242 4242 4242', '4242-4242-4242-4242']) {
      await expect(tablesHolding(api.database, text)).resolves.toEqual([]);
    }
    await expect(readBooks(api.database, customer.tenantId)).resolves.toMatchObject({ evaluations: 5 });
  });

  it('would be found in the tables if it were there', async () => {
    const tables = await tablesHolding(api.database, ORDER_NUMBER);
    expect(tables.map((name) => name.replace(/_\d{4}_\d\d$/, ''))).toEqual([
      'public.evaluations',
      'public.events',
      'public.transaction_keys',
    ]);
  });
});
