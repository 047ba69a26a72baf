import { aTransaction, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { countedByEntity, readBooks } from './books';
import { evaluate } from './evaluated';
import type { ShownEvaluation } from './evaluated';

jest.setTimeout(60_000);

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

interface Result {
  readonly status: number;
  readonly evaluation?: ShownEvaluation;
  readonly problem?: { readonly code: string; readonly detail: string };
}

const send = (items: unknown): Promise<Answer> => customer.post('/v1/evaluations/batch', { items });
async function results(items: readonly unknown[]): Promise<Result[]> {
  const { status, body } = await send(items);
  if (status !== 200) throw new Error(`the batch answered ${status}: ${JSON.stringify(body)}`);
  return body.results as Result[];
}
/** Without what is new at each time. */
const decided = ({ decision, score, factors, reasoning }: ShownEvaluation): object => ({
  ...{ decision, score, factors, reasoning },
});
const CARD = ['4242', '4242', '4242', '4242'].join('');

/** Customers, devices and instruments that meet each other, with a large amount now and then. */
function aTangledHistory(): object[] {
  const startMs = Date.now() - 100_000;
  return Array.from({ length: 24 }, (_, n) => ({
    ...{ transactionId: `t-${n}`, currency: 'EUR', amount: n % 6 === 5 ? 90_000 : 1_000 + n },
    customer: { id: `c-${n % 3}` },
    device: { id: `d-${n % 5}`, ip: '203.0.113.9' },
    ...(n % 2 === 0 && { instrument: { id: `i-${n % 7}` } }),
    occurredAt: new Date(startMs + 1_000 * n).toISOString(),
  }));
}

describe('a batch', () => {
  it('is answered item by item in order; a bad one spoils no other', async () => {
    const items = [
      aTransaction(),
      { ...aTransaction(), amount: -1 },
      aTransaction({ attributes: { note: CARD } }),
      null,
      [],
      { ...aTransaction(), colour: 'red' },
      aTransaction({ occurredAt: new Date(Date.now() + 3_600_000).toISOString() }),
      aTransaction(),
    ];
    const got = await results(items);
    expect(got).toMatchObject([
      { status: 201, evaluation: { transactionId: (items[0] as { transactionId: string }).transactionId } },
      { status: 422, problem: { code: 'validation_failed', errors: [{ in: 'body', pointer: '/amount' }] } },
      {
        status: 422,
        problem: { code: 'card_number_not_accepted', errors: [{ pointer: '/attributes/note' }] },
      },
      { status: 422, problem: { code: 'validation_failed', errors: [{ pointer: '' }] } },
      { status: 422, problem: { code: 'validation_failed', errors: [{ pointer: '' }] } },
      { status: 422, problem: { errors: [{ pointer: '/colour', code: 'unknown_field' }] } },
      { status: 422, problem: { errors: [{ pointer: '/occurredAt' }] } },
      { status: 201, evaluation: { transactionId: (items[7] as { transactionId: string }).transactionId } },
    ]);
    expect(JSON.stringify(got)).not.toContain(CARD);
    for (const { evaluation, problem } of got) expect([evaluation, problem]).toContain(undefined);
    await expect(readBooks(api.database, customer.tenantId)).resolves.toMatchObject({
      ...{ evaluations: 2, transactionKeys: 2, complete: 2 },
    });
  });

  it('decides each item as if it had been sent alone, after those before it', async () => {
    const transactions = aTangledHistory();
    const other = await signUp(api.url);
    const alone: ShownEvaluation[] = [];
    for (const transaction of transactions) alone.push(await evaluate(other, transaction));
    const got = await results(transactions);
    expect(got.map(({ evaluation }) => evaluation && decided(evaluation))).toEqual(alone.map(decided));
    expect(new Set(alone.map(({ decision }) => decision)).size).toBeGreaterThan(1);
    await expect(countedByEntity(api.database, customer.tenantId)).resolves.toEqual(
      await countedByEntity(api.database, other.tenantId),
    );
  });

  it('with one transaction twice answers both with the same evaluation, which counts once', async () => {
    const item = aTransaction({ customer: { id: 'c-1' } });
    const got = await results([item, aTransaction(), item]);
    expect(got.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(got[2]).toEqual(got[0]);
    expect(got[1]).not.toEqual(got[0]);
    await expect(countedByEntity(api.database, customer.tenantId)).resolves.toMatchObject({
      'customer:c-1': 1,
    });
  });

  it('with two bodies of one transaction decides the first and refuses the second, whoever they are of', async () => {
    const items = Array.from({ length: 5 }, (_, n) =>
      aTransaction({ transactionId: 'order-1', customer: { id: `c-${n}` } }),
    );
    const got = await results(items);
    expect(got.map(({ status, problem }) => [status, problem?.code])).toEqual([
      [201, undefined],
      ...items.slice(1).map(() => [422, 'idempotency_key_reused']),
    ]);
  });

  it('sent again is answered as the first time, and so is each of its items alone', async () => {
    const items = [aTransaction(), aTransaction()];
    const first = await results(items);
    await expect(results(items)).resolves.toEqual(first);
    const { body } = await customer.post('/v1/evaluations', items[0]);
    expect(body).toEqual(first[0]?.evaluation);
    await expect(readBooks(api.database, customer.tenantId)).resolves.toMatchObject({ evaluations: 2 });
  });

  it('takes no notice of an Idempotency-Key: its items have keys of their own', async () => {
    const headers = { 'Idempotency-Key': 'k-1' };
    const first = await customer.post('/v1/evaluations/batch', { items: [aTransaction()] }, headers);
    const second = await customer.post('/v1/evaluations/batch', { items: [aTransaction()] }, headers);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body.results[0].evaluation.id).not.toBe(first.body.results[0].evaluation.id);
  });

  it('may have 1000 items and not one more', async () => {
    const invalid = Array.from({ length: 1_001 }, () => ({}));
    const { status, body } = await send(invalid);
    expect([status, body.code]).toEqual([422, 'validation_failed']);
    expect(body.errors).toMatchObject([{ in: 'body', pointer: '/items' }]);
    await expect(results(invalid.slice(1))).resolves.toHaveLength(1_000);
  });

  it('may have 1 MiB and not one byte more, where another call may have 64 KiB', async () => {
    const ofBytes = async (path: string, bytes: number): Promise<number> => {
      const text = JSON.stringify({ items: [aTransaction({ attributes: {} })] });
      const { status } = await fetch(api.url + path, {
        method: 'POST',
        headers: { Authorization: `Bearer ${customer.key}`, 'Content-Type': 'application/json' },
        body: text + ' '.repeat(bytes - Buffer.byteLength(text)),
      });
      return status;
    };
    const limit = 1024 * 1024;
    await expect(ofBytes('/v1/evaluations/batch', limit)).resolves.toBe(200);
    await expect(ofBytes('/v1/evaluations/batch', limit + 1)).resolves.toBe(413);
    await expect(ofBytes('/v1/outcomes/batch', limit)).resolves.toBe(200);
    await expect(ofBytes('/v1/outcomes/batch', limit + 1)).resolves.toBe(413);
    await expect(ofBytes('/v1/evaluations/search', 64 * 1024 + 1)).resolves.toBe(413);
  });

  it.each([
    ['nothing', {}, '/items'],
    ['an empty array', { items: [] }, '/items'],
    ['an object', { items: { 0: aTransaction() } }, '/items'],
    ['a field of another name', { items: [aTransaction()], mode: 'fast' }, '/mode'],
  ])('of %s is refused', async (_, body, pointer) => {
    const answer = await customer.post('/v1/evaluations/batch', body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors).toMatchObject([{ in: 'body', pointer }]);
  });
});
