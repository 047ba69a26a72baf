import { customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluate, evaluateInTurn } from './evaluated';
import { tell } from './told';

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const lookUp = (body: object, by: Pick<Customer, 'post'> = customer): Promise<Answer> =>
  by.post('/v1/entities/lookup', body);

const payment = (n: number, over: object = {}): object => ({
  ...{ transactionId: `order-${n}`, amount: 1_000, currency: 'EUR', customer: { id: 'c-1' } },
  ...over,
});
const NOTHING = {
  ...{ count: 0, currencyCount: 0, amount: 0, average: 0, max: 0, refunds: 0, refundAmount: 0 },
  ...{ customers: 0, instruments: 0, devices: 0, fraud: 0 },
};

describe('what is known of an entity', () => {
  it('is its windows, when it was seen, and what was told of it', async () => {
    const [first, second] = [hoursAgo(10 * 24), hoursAgo(3)];
    const [old] = await evaluateInTurn(customer, [
      payment(1, { occurredAt: first, amount: 500 }),
      payment(2, { occurredAt: second, device: { id: 'd-1' }, instrument: { id: 'i-1' } }),
      payment(3, { occurredAt: second, amount: 2_000, device: { id: 'd-2' } }),
      payment(4, { occurredAt: second, amount: 300, type: 'refund' }),
    ]);
    await tell(customer, old ?? { id: '' }, { label: 'fraud', reportedAt: second });
    const { status, body } = await lookUp({ kind: 'customer', id: 'c-1' });
    const last24h = {
      ...{ count: 2, currencyCount: 2, amount: 3_000, average: 1_500, max: 2_000 },
      ...{ refunds: 1, refundAmount: 300, customers: 1, instruments: 1, devices: 2, fraud: 1 },
    };
    expect([status, body]).toEqual([
      200,
      {
        ...{ kind: 'customer', id: 'c-1', currency: 'EUR', firstSeenAt: first, lastSeenAt: second },
        windows: {
          last1h: NOTHING,
          last24h,
          last7d: last24h,
          last30d: { ...last24h, count: 3, currencyCount: 3, amount: 3_500, average: 3_500 / 3 },
        },
        outcomes: { fraud: 1, legitimate: 0, lastFraudReportedAt: second },
      },
    ]);
  });

  it.each([
    ['customer', 'c-1'],
    ['counterparty', 'm-1'],
    ['instrument', 'i-1'],
    ['device', 'd-1'],
    ['ip', '2001:db8::1'],
    ['ip', '2001:0DB8:0::1'],
  ])('is asked of a %s by its id %s', async (kind, id) => {
    await evaluate(
      customer,
      payment(1, {
        counterparty: { id: 'm-1' },
        instrument: { id: 'i-1' },
        device: { id: 'd-1', ip: '2001:DB8::1' },
      }),
    );
    const { status, body } = await lookUp({ kind, id });
    expect([status, body.kind, body.windows.last1h.count]).toEqual([200, kind, 1]);
  });

  it('has its amounts in the currency that was asked for, else in the one it uses most', async () => {
    await evaluateInTurn(customer, [
      payment(1),
      payment(2, { currency: 'USD', amount: 7 }),
      payment(3, { currency: 'USD', amount: 9 }),
    ]);
    const { body: most } = await lookUp({ kind: 'customer', id: 'c-1' });
    expect([most.currency, most.windows.last24h.amount, most.windows.last24h.count]).toEqual(['USD', 16, 3]);
    const { body: asked } = await lookUp({ kind: 'customer', id: 'c-1', currency: 'EUR' });
    expect([asked.currency, asked.windows.last24h.amount]).toEqual(['EUR', 1_000]);
    const { body: unused } = await lookUp({ kind: 'customer', id: 'c-1', currency: 'JPY' });
    expect([unused.currency, unused.windows.last24h.amount, unused.windows.last24h.count]).toEqual([
      ...['JPY', 0, 3],
    ]);
  });

  it('has no first time where there were refunds only', async () => {
    await evaluate(customer, payment(1, { type: 'refund' }));
    const { body } = await lookUp({ kind: 'customer', id: 'c-1' });
    expect([body.firstSeenAt, body.lastSeenAt, body.windows.last1h.refunds]).toEqual([null, null, 1]);
  });

  it('is not found where nothing is known, which is also what another tenant hears', async () => {
    await evaluate(customer, payment(1));
    const stranger = await signUp(api.url);
    const sandbox = customerWith(api.url, customer.sandboxKey);
    const asked: [Pick<Customer, 'post'>, object][] = [
      [customer, { kind: 'customer', id: 'c-9' }],
      [customer, { kind: 'device', id: 'c-1' }],
      [stranger, { kind: 'customer', id: 'c-1' }],
      [sandbox, { kind: 'customer', id: 'c-1' }],
    ];
    for (const [by, body] of asked) {
      const answer = await lookUp(body, by);
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
  });

  it.each([
    ['no kind', { id: 'c-1' }, '/kind'],
    ['another kind', { kind: 'planet', id: 'c-1' }, '/kind'],
    ['no id', { kind: 'customer' }, '/id'],
    ['an id of 129 characters', { kind: 'customer', id: 'x'.repeat(129) }, '/id'],
    ['a currency that is none', { kind: 'customer', id: 'c-1', currency: 'EURO' }, '/currency'],
    ['a null currency', { kind: 'customer', id: 'c-1', currency: null }, '/currency'],
  ])('is not told for %s', async (_, body, pointer) => {
    const answer = await lookUp(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors).toMatchObject([{ in: 'body', pointer }]);
  });
});
