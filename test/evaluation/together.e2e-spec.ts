import { aTransaction, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { countedByEntity, readBooks } from './books';

const AT_ONCE = 40;

let api: TestApi;
let customers: Customer[];

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customers = await Promise.all([1, 2, 3].map(() => signUp(api.url)));
  for (const each of customers)
    await each.post('/v1/evaluations', aTransaction({ customer: { id: 'first' } }));
});
afterAll(() => api.stop());

const ofTurn = (n: number): Customer => {
  const customer = customers[n % customers.length];
  if (customer === undefined) throw new Error('there are customers');
  return customer;
};
const allAtOnce = (bodyOf: (n: number) => object, headers = {}): Promise<Answer[]> =>
  Promise.all(
    Array.from({ length: AT_ONCE }, (_, n) => ofTurn(n).post('/v1/evaluations', bodyOf(n), headers)),
  );

/** Every tenant's books are of what it was answered, and of its first evaluation. */
async function expectBooksOf(answers: readonly Answer[]): Promise<void> {
  for (const [position, { tenantId }] of customers.entries()) {
    const own = answers.filter((_, n) => n % customers.length === position);
    const made = 1 + own.filter(({ status }) => status === 201).length;
    await expect(readBooks(api.database, tenantId)).resolves.toEqual({
      ...{ evaluations: made, transactionKeys: made, auditEntries: made, events: made },
      ...{ usage: made, complete: made },
    });
  }
}

describe('decisions that are made together', () => {
  it("keep every tenant's entities apart, though they have the same names", async () => {
    const answers = await allAtOnce((n) =>
      aTransaction({
        transactionId: `t-${Math.floor(n / 3)}`,
        customer: { id: 'c-1' },
        device: { id: 'd-1' },
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(answers.filter(({ headers }) => headers.has('Idempotent-Replayed'))).toEqual([]);
    await expectBooksOf(answers);
    for (const [position, { tenantId }] of customers.entries()) {
      const own = answers.filter((_, n) => n % customers.length === position).length;
      await expect(countedByEntity(api.database, tenantId)).resolves.toMatchObject({
        'customer:c-1': own,
        'device:d-1': own,
      });
    }
  });

  it('are spoilt by none that can not be recorded', async () => {
    await api.database.query(`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin
        if new.transaction_id like 'poison%' then raise exception 'poisoned'; end if;
        return new;
      end $$`);
    await api.database.query(
      'create trigger refuse before insert on evaluations for each row execute function refuse_poison()',
    );
    const isPoison = (n: number): boolean => n % 10 === 7;
    const answers = await allAtOnce((n) =>
      aTransaction({ transactionId: isPoison(n) ? `poison-${n}` : `together-${n}`, customer: { id: 'c-2' } }),
    );
    await api.database.query('drop function refuse_poison cascade');
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, n) => (isPoison(n) ? 500 : 201)));
    await expectBooksOf(answers);
  });

  it('take an Idempotency-Key each, once, and give back what they have no use for', async () => {
    const [customer] = customers as [Customer];
    const headers = { 'Idempotency-Key': 'k-1' };
    const body = aTransaction({ transactionId: 'once', customer: { id: 'c-3' } });
    const copies = await Promise.all(
      Array.from({ length: 20 }, () => customer.post('/v1/evaluations', body, headers)),
    );
    expect(new Set(copies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(copies.map(({ body: { id } }) => id as string)).size).toBe(1);
    expect(copies.filter((copy) => !copy.headers.has('Idempotent-Replayed'))).toHaveLength(1);
    const otherwise = await customer.post('/v1/evaluations', aTransaction(), headers);
    expect([otherwise.status, otherwise.body.code]).toEqual([422, 'idempotency_key_reused']);
    const again = await customer.post('/v1/evaluations', body, { 'Idempotency-Key': 'k-2' });
    expect([again.status, again.body.id === copies[0]?.body.id]).toEqual([201, false]);
    const replay = await customer.post('/v1/evaluations', body, { 'Idempotency-Key': 'k-2' });
    expect([replay.body.id, replay.headers.get('Idempotent-Replayed')]).toEqual([again.body.id, 'true']);
  });
});
