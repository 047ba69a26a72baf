import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluate, evaluateInTurn, factorOf } from './evaluated';

jest.setTimeout(20_000);

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

let sent = 0;

function transaction(occurredAt: string, over: object = {}): object {
  sent += 1;
  return { transactionId: `t-${sent}`, amount: 1_000, currency: 'EUR', occurredAt, ...over };
}

/** How many transactions the customer's pace counts at a time, this one included; undefined below the threshold. */
async function paceAt(occurredAt: string, own: object): Promise<number | string | undefined> {
  return factorOf(await evaluate(customer, transaction(occurredAt, own)), 'customer_velocity')?.value;
}

async function sendTimes(count: number, occurredAt: string, over: object): Promise<void> {
  await evaluateInTurn(
    customer,
    Array.from({ length: count }, () => transaction(occurredAt, over)),
  );
}

describe('a window', () => {
  it.each([
    ['the hour', 4, '2026-11-10T10:00:00.000Z', '2026-11-10T11:04:59.999Z', 5],
    ['the hour, one tile later', 4, '2026-11-10T10:00:00.000Z', '2026-11-10T11:05:00.000Z', undefined],
    [
      'the hour, one millisecond earlier',
      4,
      '2026-11-10T09:59:59.999Z',
      '2026-11-10T11:00:00.000Z',
      undefined,
    ],
    ['the day', 9, '2026-11-10T10:00:00.000Z', '2026-11-11T10:59:59.999Z', 10],
    ['the day, one tile later', 9, '2026-11-10T10:00:00.000Z', '2026-11-11T11:00:00.000Z', undefined],
  ])('of %s counts %d payments of %s at %s as %p', async (name, count, past, now, expected) => {
    const own = { customer: { id: `c-${name}` } };
    await sendTimes(count, past, own);
    await expect(paceAt(now, own)).resolves.toBe(expected);
  });

  it.each([
    ['30 days back', '2026-10-21T00:00:00.000Z', 1_000],
    ['one millisecond earlier', '2026-10-20T23:59:59.999Z', undefined],
  ])('of 30 days reaches to the first moment of the day %s', async (name, past, baseline) => {
    const own = { customer: { id: `c-30d-${name}` } };
    await sendTimes(3, past, own);
    const evaluation = await evaluate(
      customer,
      transaction('2026-11-20T23:59:59.999Z', { ...own, amount: 5_000 }),
    );
    expect(factorOf(evaluation, 'amount_above_customer_norm')?.baseline).toBe(baseline);
  });

  it('holds a late transaction against its own time, and counts it in the tile of that time', async () => {
    const own = { customer: { id: 'c-late' } };
    for (const time of ['10:00', '10:05', '10:10', '10:50']) {
      await evaluate(customer, transaction(`2026-11-10T${time}:00Z`, own));
    }
    await expect(paceAt('2026-11-10T10:20:00Z', own)).resolves.toBeUndefined();
    await expect(paceAt('2026-11-10T10:30:00Z', own)).resolves.toBe(5);
    await expect(paceAt('2026-11-10T10:55:00Z', own)).resolves.toBe(7);
    await expect(paceAt('2026-11-10T11:20:00Z', own)).resolves.toBe(5);
  });

  it('has amounts of the transaction’s own currency only', async () => {
    const own = { customer: { id: 'c-currencies' } };
    for (const amount of [100, 200, 300]) {
      await evaluate(customer, transaction('2026-11-10T10:00:00Z', { ...own, amount }));
      await evaluate(
        customer,
        transaction('2026-11-10T10:00:00Z', { ...own, amount: amount * 100, currency: 'JPY' }),
      );
    }
    const inEuros = await evaluate(customer, transaction('2026-11-10T12:00:00Z', { ...own, amount: 2_000 }));
    const inYen = { ...own, amount: 200_000, currency: 'JPY' };
    expect(factorOf(inEuros, 'amount_above_customer_norm')).toMatchObject({ baseline: 200, ratio: 10 });
    expect(
      factorOf(
        await evaluate(customer, transaction('2026-11-10T12:00:00Z', inYen)),
        'amount_above_customer_norm',
      ),
    ).toMatchObject({
      baseline: 20_000,
      ratio: 10,
      reason: "200000 JPY is 10 times this customer's 30-day average of 20000 JPY.",
    });
  });

  it('leaves refunds out of counts and averages', async () => {
    const own = { customer: { id: 'c-refunded' } };
    await sendTimes(3, '2026-11-10T10:00:00Z', own);
    await sendTimes(6, '2026-11-10T10:01:00Z', { ...own, type: 'refund', amount: 1 });
    const evaluation = await evaluate(
      customer,
      transaction('2026-11-10T10:02:00Z', { ...own, amount: 4_000 }),
    );
    expect(factorOf(evaluation, 'customer_velocity')).toBeUndefined();
    expect(factorOf(evaluation, 'amount_above_customer_norm')).toMatchObject({ baseline: 1_000, ratio: 4 });
  });

  it('knows one address in all its spellings', async () => {
    const spellings = ['2001:db8::1', '2001:DB8:0:0:0:0:0:1', '2001:0db8::0001', '2001:db8:0::0:1'];
    for (const ip of spellings) {
      await sendTimes(5, '2026-11-10T10:00:00Z', { customer: { id: `c-${ip}` }, device: { ip } });
    }
    const rows = await api.database.query(`select entity_id from profiles where entity_id ilike '2001:%'`);
    expect(rows).toEqual([{ entity_id: '2001:db8::1' }]);
    const mapped = { customer: { id: 'c-v4' }, device: { ip: '::ffff:203.0.113.77' } };
    await evaluate(customer, transaction('2026-11-10T10:00:00Z', mapped));
    await evaluate(
      customer,
      transaction('2026-11-10T10:00:00Z', { ...mapped, device: { ip: '203.0.113.77' } }),
    );
    const ofIpv4 = await api.database.query(`select entity_id from profiles where entity_id like '%113.77'`);
    expect(ofIpv4).toEqual([{ entity_id: '203.0.113.77' }]);
  });
});

describe('the time of a transaction', () => {
  it('defaults to now', async () => {
    const beforeMs = Date.now();
    const { occurredAt, createdAt } = await evaluate(
      customer,
      transaction('', { occurredAt: undefined, customer: { id: 'c' } }),
    );
    expect(occurredAt).toBe(createdAt);
    expect(Date.parse(occurredAt)).toBeGreaterThanOrEqual(beforeMs);
    expect(Date.parse(occurredAt)).toBeLessThanOrEqual(Date.now());
  });

  it('may lie five minutes ahead and no second more', async () => {
    const ahead = (ms: number): Promise<Answer> =>
      customer.post(
        '/v1/evaluations',
        transaction(new Date(Date.now() + ms).toISOString(), { customer: { id: 'c' } }),
      );
    expect((await ahead(300_000)).status).toBe(201);
    const { status, body } = await ahead(301_000);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ in: 'body', pointer: '/occurredAt', code: 'is_not_ahead' }]);
  });

  it('is written back in UTC with milliseconds, whatever offset it came with', async () => {
    const body = transaction('2026-11-10T01:30:00.5+03:30', { customer: { id: 'c' } });
    expect((await evaluate(customer, body)).occurredAt).toBe('2026-11-09T22:00:00.500Z');
  });

  it('may be as old as history goes', async () => {
    const body = transaction('1970-01-01T00:00:00Z', { customer: { id: 'c' } });
    expect((await evaluate(customer, body)).occurredAt).toBe('1970-01-01T00:00:00.000Z');
  });
});
