import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { countedByEntity, readBooks, uuidOfTenant } from './books';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return customer.post('/v1/evaluations', body, headers);
}

async function postText(text: string): Promise<Answer> {
  const response = await fetch(`${api.url}/v1/evaluations`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${customer.key}`, 'Content-Type': 'application/json' },
    body: text,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const isReplay = ({ headers }: Answer): boolean => headers.get('Idempotent-Replayed') === 'true';

/** All of a transaction's entities. */
const FULL = {
  ...{ transactionId: 'order-1', type: 'payment', amount: 4_200, currency: 'EUR', channel: 'web' },
  customer: { id: 'c-1', country: 'ES' },
  counterparty: { id: 'm-1', country: 'ES' },
  instrument: { id: 'card-1', type: 'card' },
  device: { id: 'd-1', ip: '203.0.113.9' },
  attributes: { basketSize: 3, giftCard: false, note: 'a b' },
};
const ITS_ENTITIES = [
  'counterparty:m-1',
  'customer:c-1',
  'device:d-1',
  'instrument:card-1',
  'ip:203.0.113.9',
];
const countedOnce = Object.fromEntries(ITS_ENTITIES.map((entity) => [entity, 1]));

/** The same object with its keys, and those of the objects in it, in the opposite order. */
function reversed(value: object): object {
  const entries = Object.entries(value).map(([key, held]: [string, unknown]) => [
    key,
    typeof held === 'object' && held !== null ? reversed(held) : held,
  ]);
  return Object.fromEntries(entries.reverse()) as object;
}

describe('a transaction that is sent again', () => {
  it('is evaluated and counted once though it arrives twenty times at once, and each call gets the same answer', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(FULL)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(isReplay)).toHaveLength(19);
    await expect(readBooks(api.database, customer.tenantId)).resolves.toEqual({
      ...{ evaluations: 1, transactionKeys: 1, auditEntries: 1, events: 1, usage: 1, complete: 1 },
    });
    await expect(countedByEntity(api.database, customer.tenantId)).resolves.toEqual(countedOnce);
  });

  it('is the same transaction in another key order and with other white space', async () => {
    const first = await post(FULL);
    const again = await postText(`\n${JSON.stringify(reversed(FULL), null, '\t ')}\r\n `);
    expect([again.status, isReplay(again)]).toEqual([201, true]);
    expect(again.body).toEqual(first.body);
  });

  it('gets its answer again though the default of a field passed meanwhile', async () => {
    const transaction = aTransaction();
    const first = await post(transaction);
    const later = await post(transaction);
    expect(later.body).toEqual(first.body);
    expect(later.body.occurredAt).toBe(first.body.occurredAt);
  });

  it.each([
    ['amount', { ...FULL, amount: 4_201 }],
    ['field of an entity', { ...FULL, device: { ...FULL.device, userAgent: 'x' } }],
    ['attribute', { ...FULL, attributes: { ...FULL.attributes, note: 'a  b' } }],
  ])('is refused with another %s, and nothing is counted', async (_, other) => {
    await post(FULL);
    const refused = await post(other);
    expect([refused.status, refused.body.code]).toEqual([422, 'idempotency_key_reused']);
    await expect(countedByEntity(api.database, customer.tenantId)).resolves.toEqual(countedOnce);
  });

  it('is another one under another type', async () => {
    const { body: payment } = await post(FULL);
    const refund = await post({ ...FULL, type: 'refund' });
    expect([refund.status, isReplay(refund)]).toEqual([201, false]);
    expect(refund.body.id).not.toBe(payment.id);
    expect((await post({ ...FULL, type: 'payment' })).body.id).toBe(payment.id);
  });

  it("is another one in another tenant, and in the same customer's sandbox", async () => {
    const { body: live } = await post(FULL);
    const sandbox = await customerWith(api.url, customer.sandboxKey).post('/v1/evaluations', FULL);
    const stranger = await (await signUp(api.url)).post('/v1/evaluations', { ...FULL, amount: 1 });
    expect([sandbox.status, isReplay(sandbox), sandbox.body.mode]).toEqual([201, false, 'test']);
    expect([stranger.status, isReplay(stranger)]).toEqual([201, false]);
    expect(new Set([live.id, sandbox.body.id, stranger.body.id]).size).toBe(3);
  });

  it('finds its key free when the first try was refused', async () => {
    const transaction = aTransaction();
    expect((await post({ ...transaction, amount: -1 })).status).toBe(422);
    const mended = await post(transaction);
    expect([mended.status, isReplay(mended)]).toEqual([201, false]);
  });
});

describe('an Idempotency-Key', () => {
  it('replays the answer to the same body', async () => {
    const first = await post(FULL, { 'Idempotency-Key': 'k-1' });
    const again = await post(FULL, { 'Idempotency-Key': 'k-1' });
    expect([first.status, isReplay(first), again.status, isReplay(again)]).toEqual([201, false, 201, true]);
    expect(again.body).toEqual(first.body);
  });

  it('makes one evaluation of twenty calls at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(FULL, { 'Idempotency-Key': 'k-1' })),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    await expect(readBooks(api.database, customer.tenantId)).resolves.toMatchObject({ evaluations: 1 });
  });

  it('is refused for another body, of the same transaction or of another one', async () => {
    await post(FULL, { 'Idempotency-Key': 'k-1' });
    for (const other of [{ ...FULL, amount: 1 }, aTransaction()]) {
      const { status, body } = await post(other, { 'Idempotency-Key': 'k-1' });
      expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
    }
  });

  it("is a tenant's own", async () => {
    await post(FULL, { 'Idempotency-Key': 'k-1' });
    const stranger = await signUp(api.url);
    const answer = await stranger.post('/v1/evaluations', aTransaction(), { 'Idempotency-Key': 'k-1' });
    expect([answer.status, isReplay(answer)]).toEqual([201, false]);
  });

  it('of its own asks for a second evaluation, which sees what the first saw and is not counted', async () => {
    for (let n = 0; n < 4; n += 1) await post({ ...FULL, transactionId: `before-${n}`, amount: 1_000 });
    const body = { ...FULL, amount: 9_900 };
    const { body: first } = await post(body);
    const counted = await countedByEntity(api.database, customer.tenantId);
    const second = await post(body, { 'Idempotency-Key': 'again' });
    expect([second.status, isReplay(second)]).toEqual([201, false]);
    expect(second.body.id).not.toBe(first.id);
    expect(second.body.factors).toEqual(first.factors);
    expect(first.factors).not.toHaveLength(0);
    const rows = await api.database.query<{ entities: object }>(
      `select facts -> 'entities' as entities from evaluations where tenant_id = $1 and transaction_id = $2`,
      [uuidOfTenant(customer.tenantId), body.transactionId],
    );
    expect(rows).toHaveLength(2);
    expect(rows[1]?.entities).toEqual(rows[0]?.entities);
    await expect(countedByEntity(api.database, customer.tenantId)).resolves.toEqual(counted);
    const plain = await post(body);
    expect([isReplay(plain), plain.body.id]).toEqual([true, first.id]);
  });

  it('is free again once its 24 hours are over', async () => {
    const { body: first } = await post(aTransaction(), { 'Idempotency-Key': 'k-1' });
    const expiry = await api.database.query<{ hours: number }>(
      `select extract(epoch from expires_at - $2)::float / 3600 as hours from idempotency_keys where tenant_id = $1`,
      [uuidOfTenant(customer.tenantId), first.createdAt],
    );
    expect(expiry).toEqual([{ hours: 24 }]);
    await api.database.query('update idempotency_keys set expires_at = now() where tenant_id = $1', [
      uuidOfTenant(customer.tenantId),
    ]);
    const other = await post(aTransaction(), { 'Idempotency-Key': 'k-1' });
    expect([other.status, isReplay(other)]).toEqual([201, false]);
    const renewed = await post(aTransaction(), { 'Idempotency-Key': 'k-1' });
    expect([renewed.status, renewed.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it.each([
    ['of 256 characters', 'k'.repeat(256)],
    ['with a space inside', 'a b'],
    ['of nothing', ''],
  ])('%s is refused, and the header named', async (_, key) => {
    const { status, body } = await post(FULL, { 'Idempotency-Key': key });
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect(body.errors).toMatchObject([{ in: 'header', pointer: 'Idempotency-Key' }]);
    await expect(readBooks(api.database, customer.tenantId)).resolves.toMatchObject({ evaluations: 0 });
  });

  it('of 255 characters is taken', async () => {
    expect((await post(FULL, { 'Idempotency-Key': 'k'.repeat(255) })).status).toBe(201);
  });
});
