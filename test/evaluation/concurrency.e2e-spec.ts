import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { customerWith } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { countedByEntity, readBooks } from './books';
import { inParallel } from './in-parallel';

jest.setTimeout(30_000);

const TRANSACTIONS = 200;
const CONNECTIONS = 32;

describe('two processes on one database', () => {
  let database: TestDatabase;
  let apis: readonly TestApi[];
  let customer: Customer;

  beforeAll(async () => {
    database = await createTestDatabase();
    apis = await Promise.all([startTestApi({}, database), startTestApi({}, database)]);
    customer = await signUp(apis[0]?.url ?? '');
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await database.drop();
  });

  function post(n: number, body: object): Promise<Answer> {
    return customerWith(apis[n % apis.length]?.url ?? '', customer.key).post('/v1/evaluations', body);
  }

  it('lose no count though everyone uses a device, address and counterparty that nobody saw before', async () => {
    const bodies = Array.from({ length: TRANSACTIONS }, (_, n) => ({
      ...{ transactionId: `t-${n}`, amount: 1_000 + n, currency: 'EUR', customer: { id: `c-${n % 7}` } },
      counterparty: { id: 'm-shared' },
      device: { id: 'd-shared', ip: '203.0.113.9' },
    }));
    const answers = await inParallel(CONNECTIONS, bodies, (body, n) => post(n, body));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 201));
    await expect(readBooks(database, customer.tenantId)).resolves.toEqual({
      ...{
        evaluations: TRANSACTIONS,
        transactionKeys: TRANSACTIONS,
        auditEntries: TRANSACTIONS,
        usage: TRANSACTIONS,
      },
      ...{ events: TRANSACTIONS, complete: TRANSACTIONS },
    });
    const counted = await countedByEntity(database, customer.tenantId);
    expect(counted).toMatchObject({
      'device:d-shared': TRANSACTIONS,
      'ip:203.0.113.9': TRANSACTIONS,
      'counterparty:m-shared': TRANSACTIONS,
    });
    const ofCustomers = Object.entries(counted).filter(([entity]) => entity.startsWith('customer:'));
    expect(ofCustomers.reduce((sum, [, count]) => sum + count, 0)).toBe(TRANSACTIONS);
  });

  it('decide a transaction once though both get it at the same moment', async () => {
    const body = { transactionId: 'same', amount: 1, currency: 'EUR', customer: { id: 'c-same' } };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => post(n, body)));
    expect(new Set(answers.map(({ status, body: shown }) => `${status} ${JSON.stringify(shown)}`)).size).toBe(
      1,
    );
    await expect(countedByEntity(database, customer.tenantId)).resolves.toMatchObject({
      'customer:c-same': 1,
    });
  });

  it('don’t block each other in a circle when transactions share their entities crosswise', async () => {
    const bodies = Array.from({ length: 120 }, (_, n) => ({
      ...{ transactionId: `x-${n}`, amount: 5, currency: 'EUR', customer: { id: `c-x${n % 3}` } },
      counterparty: { id: `m-x${(n * 2) % 3}` },
      instrument: { id: `i-x${(n * 7) % 5}` },
      device: { id: `d-x${(n * 3) % 4}`, ip: `198.51.100.${(n * 5) % 6}` },
    }));
    const answers = await inParallel(CONNECTIONS, bodies, (body, n) => post(n, body));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 201));
    const counted = await countedByEntity(database, customer.tenantId);
    const ofKind = (prefix: string): number =>
      Object.entries(counted)
        .filter(([entity]) => entity.startsWith(prefix))
        .reduce((sum, [, count]) => sum + count, 0);
    const kinds = ['customer:c-x', 'counterparty:m-x', 'instrument:i-x', 'device:d-x', 'ip:198.51.100.'];
    expect(kinds.map(ofKind)).toEqual(kinds.map(() => bodies.length));
  });
});
