import { aTransaction, call, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { readBooks } from './books';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const attributes = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, n]));
const withCustomer = (over: object): Record<string, unknown> => ({ customer: { id: 'c', ...over } });

describe('a transaction is taken', () => {
  it.each([
    ['an id of 1 character', { transactionId: 'x' }],
    ['ids of 128 characters', { transactionId: 'x'.repeat(128), customer: { id: 'c'.repeat(128) } }],
    [
      'ids in any script, with spaces inside',
      { transactionId: 'заказ № 1 – ñ 注文', customer: { id: 'a b/c?d=%00' } },
    ],
    ['an amount of 0', { amount: 0 }],
    ['an amount of 10^12', { amount: 1_000_000_000_000 }],
    ['a whole amount written with a fraction of zero', { amount: 5.0 }],
    ['an empty object', { counterparty: {}, instrument: {}, device: {}, attributes: {} }],
    [
      'a merchant’s code and a card’s first digits',
      { counterparty: { category: '5732' }, instrument: { bin: '424242' } },
    ],
    ['a bin of 8 digits', { instrument: { bin: '42424242', type: 'card' } }],
    ['a user agent of 512 characters', { device: { userAgent: 'u'.repeat(512) } }],
    ['32 attributes', { attributes: attributes(32) }],
    ['every type of attribute', { attributes: { s: '', n: -1.5e-9, b: false, long: 'x'.repeat(256) } }],
    [
      'an attribute of as many characters that are two units of UTF-16 each',
      { attributes: { ['😀'.repeat(64)]: '😀'.repeat(256) } },
    ],
    ['an attribute that is called prototype', { attributes: { prototype: 1 } }],
    ['an attribute’s name of 64 characters', { attributes: { ['n'.repeat(64)]: 1 } }],
    ['a leap day', { occurredAt: '2024-02-29T23:59:59Z' }],
    ['an account opened in the far future', withCustomer({ createdAt: '9999-12-31T23:59:59.999Z' })],
    ['an address of IPv6', { device: { ip: '2001:db8::1' } }],
  ])('with %s', async (_, over) => {
    const { status, body } = await customer.post('/v1/evaluations', aTransaction(over));
    expect([status, body.errors]).toEqual([201, undefined]);
  });

  it.each(['payment', 'payout', 'transfer', 'withdrawal', 'deposit', 'refund'])('as a %s', async (type) => {
    const { status, body } = await customer.post('/v1/evaluations', aTransaction({ type }));
    expect([status, body.type]).toEqual([201, type]);
  });

  it.each(['web', 'mobile', 'api', 'pos', 'agent'])('through the channel %s', async (channel) => {
    expect((await customer.post('/v1/evaluations', aTransaction({ channel }))).status).toBe(201);
  });

  it.each(['card', 'bank_account', 'wallet', 'crypto', 'other'])('with the instrument %s', async (type) => {
    const over = { instrument: { id: 'i', type } };
    expect((await customer.post('/v1/evaluations', aTransaction(over))).status).toBe(201);
  });
});

describe('a transaction is refused, and the fault pointed at', () => {
  it.each([
    ['no id', { transactionId: undefined }, '/transactionId'],
    ['an empty id', { transactionId: '' }, '/transactionId'],
    ['an id of 129 characters', { transactionId: 'x'.repeat(129) }, '/transactionId'],
    ['an id of white space', { transactionId: ' \u00a0' }, '/transactionId'],
    ['a line feed in an id', { transactionId: 'a\nb' }, '/transactionId'],
    ['an invisible character in an id', { transactionId: 'a\u200bb' }, '/transactionId'],
    ['an id that is a number', { transactionId: 5 }, '/transactionId'],
    ['an id that is null', { transactionId: null }, '/transactionId'],
    ['no amount', { amount: undefined }, '/amount'],
    ['an amount below zero', { amount: -1 }, '/amount'],
    ['an amount of 10^12 + 1', { amount: 1_000_000_000_001 }, '/amount'],
    ['an amount of 1.5', { amount: 1.5 }, '/amount'],
    ['an amount in quotes', { amount: '5' }, '/amount'],
    ['an amount that is a boolean', { amount: true }, '/amount'],
    ['no currency', { currency: undefined }, '/currency'],
    ['a currency in small letters', { currency: 'eur' }, '/currency'],
    ['a currency that is none', { currency: 'XXX' }, '/currency'],
    ['an unknown currency', { currency: 'EUX' }, '/currency'],
    ['an unknown type', { type: 'gift' }, '/type'],
    ['a type that is null', { type: null }, '/type'],
    ['a type in an array', { type: ['payment'] }, '/type'],
    ['an unknown channel', { channel: 'fax' }, '/channel'],
    ['no customer', { customer: undefined }, '/customer'],
    ['a customer that is null', { customer: null }, '/customer'],
    ['a customer that is text', { customer: 'c-1' }, '/customer'],
    ['no customers', { customer: [] }, '/customer'],
    ['a list of customers', { customer: [{ id: 'c-1' }] }, '/customer'],
    ['a customer without an id', { customer: { country: 'ES' } }, '/customer/id'],
    ['a customer’s id of 129 characters', { customer: { id: 'c'.repeat(129) } }, '/customer/id'],
    ['a country in small letters', withCustomer({ country: 'es' }), '/customer/country'],
    ['a country that is none', withCustomer({ country: 'XX' }), '/customer/country'],
    ['a country of three letters', withCustomer({ country: 'ESP' }), '/customer/country'],
    ['a country that is null', withCustomer({ country: null }), '/customer/country'],
    ['a day that doesn’t exist', withCustomer({ createdAt: '2026-02-30T00:00:00Z' }), '/customer/createdAt'],
    ['29 February of no leap year', { occurredAt: '2026-02-29T00:00:00Z' }, '/occurredAt'],
    ['a month that doesn’t exist', { occurredAt: '2026-13-01T00:00:00Z' }, '/occurredAt'],
    ['an hour that doesn’t exist', { occurredAt: '2026-01-01T24:00:00Z' }, '/occurredAt'],
    ['an offset that doesn’t exist', { occurredAt: '2026-01-01T00:00:00+99:99' }, '/occurredAt'],
    ['a time without an offset', { occurredAt: '2026-01-01T00:00:00' }, '/occurredAt'],
    ['a day without a time', { occurredAt: '2026-01-01' }, '/occurredAt'],
    ['a time as a number', { occurredAt: 1_795_341_627_674 }, '/occurredAt'],
    ['a time that is null', { occurredAt: null }, '/occurredAt'],
    ['a time before 1970', { occurredAt: '1969-12-31T23:59:59Z' }, '/occurredAt'],
    ['a counterparty that is null', { counterparty: null }, '/counterparty'],
    ['a counterparty’s id that is empty', { counterparty: { id: '' } }, '/counterparty/id'],
    ['a category of 65 characters', { counterparty: { category: 'x'.repeat(65) } }, '/counterparty/category'],
    ['an unknown instrument', { instrument: { type: 'cheque' } }, '/instrument/type'],
    ['a bin of 5 digits', { instrument: { bin: '42424' } }, '/instrument/bin'],
    ['a bin of 9 digits', { instrument: { bin: '424242424' } }, '/instrument/bin'],
    ['a device in a list', { device: [{ id: 'd' }] }, '/device'],
    ['a device’s id that is null', { device: { id: null } }, '/device/id'],
    ['an address that is none', { device: { ip: '203.0.113.256' } }, '/device/ip'],
    ['an address with a zone', { device: { ip: 'fe80::1%eth0' } }, '/device/ip'],
    ['an address with a port', { device: { ip: '203.0.113.9:443' } }, '/device/ip'],
    ['a network', { device: { ip: '203.0.113.0/24' } }, '/device/ip'],
    ['a user agent of 513 characters', { device: { userAgent: 'u'.repeat(513) } }, '/device/userAgent'],
    ['an agent without an id', { agent: {} }, '/agent/id'],
    ['33 attributes', { attributes: attributes(33) }, '/attributes'],
    ['a list of attributes', { attributes: [] }, '/attributes'],
    ['attributes that are null', { attributes: null }, '/attributes'],
    ['an attribute that is null', { attributes: { a: null } }, '/attributes'],
    ['an attribute that is an object', { attributes: { a: {} } }, '/attributes'],
    ['an attribute of 257 characters', { attributes: { a: 'x'.repeat(257) } }, '/attributes'],
    ['an attribute’s name of 65 characters', { attributes: { ['n'.repeat(65)]: 1 } }, '/attributes'],
    ['an attribute without a name', { attributes: { '': 1 } }, '/attributes'],
    ['an unknown field', { amountMinor: 5 }, '/amountMinor'],
    ['an unknown field of an object', withCustomer({ 'e/mail~': 'x' }), '/customer/e~1mail~0'],
  ])('for %s', async (_, over, pointer) => {
    const { status, headers, body } = await customer.post('/v1/evaluations', aTransaction(over));
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toEqual([
      {
        in: 'body',
        pointer,
        code: expect.stringMatching(/^[a-z_0-9]+$/),
        detail: expect.stringMatching(/\.$/),
      },
    ]);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body.traceId).toBe(headers.get('trace-id'));
  });

  it('all faults at once', async () => {
    const { body } = await customer.post('/v1/evaluations', { currency: 'x', customer: { id: '' }, a: 1 });
    const pointers = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/a', '/amount', '/currency', '/customer/id', '/transactionId']);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'for a key %s, which copying an object would lose',
    async (key) => {
      const body = JSON.stringify(aTransaction({ attributes: { key: 1 } })).replace('"key"', `"${key}"`);
      const response = await fetch(`${api.url}/v1/evaluations`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${customer.key}`, 'Content-Type': 'application/json' },
        body,
      });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        400,
        'invalid_json',
      ]);
    },
  );

  it.each([
    ['a list', [], 422, 'validation_failed'],
    ['a text', 'x', 422, 'validation_failed'],
    ['null', null, 422, 'validation_failed'],
  ])('for a body that is %s', async (_, body, status, code) => {
    const answer = await customer.post('/v1/evaluations', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('and nothing is written', async () => {
    const stranger = await signUp(api.url);
    await stranger.post('/v1/evaluations', aTransaction({ amount: -1 }));
    await expect(readBooks(api.database, stranger.tenantId)).resolves.toEqual({
      ...{ evaluations: 0, transactionKeys: 0, auditEntries: 0, events: 0, usage: 0, complete: 0 },
    });
  });

  it('before anything else for a body that nobody without a key may send', async () => {
    const answer = await call(api.url, '/v1/evaluations', { method: 'POST', body: { amount: -1 } });
    expect([answer.status, answer.body.code]).toEqual([401, 'api_key_missing']);
  });
});
