import { createApiKeySecret } from '../../src/auth/api-key-secret';
import { countedByEntity, readBooks } from '../evaluation/books';
import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import { behindCable } from './cuttable-database';
import type { CuttableDatabase } from './cuttable-database';

describe('while the database is away', () => {
  let database: CuttableDatabase;
  let api: TestApi;
  let customer: Customer;

  beforeAll(async () => {
    database = await behindCable(await createTestDatabase());
    api = await startTestApi({}, database);
    customer = await signUp(api.url);
    await customer.post('/v1/evaluations', aTransaction());
  });
  afterAll(async () => {
    database.mend();
    await api.stop();
    await database.drop();
  });

  it('a key that can’t be one is refused all the same; everything else is told to come back', async () => {
    database.cut();
    const mistyped = customer.key.slice(0, -1) + (customer.key.endsWith('0') ? '1' : '0');
    const otherMode = customer.key.replace('tf_live_', 'tf_test_');
    for (const key of [
      mistyped,
      otherMode,
      customer.key.slice(0, -1),
      `${customer.key}0`,
      'x'.repeat(4_000),
    ]) {
      const refused = await customerWith(api.url, key).get('/v1/tenant');
      expect([refused.status, refused.body.code]).toEqual([401, 'api_key_invalid']);
    }
    for (const key of [customer.key, createApiKeySecret('live')]) {
      const answer = await customerWith(api.url, key).post('/v1/evaluations', aTransaction());
      expect([answer.status, answer.body.code, answer.headers.get('Retry-After')]).toEqual([
        503,
        'unavailable',
        '1',
      ]);
    }
    database.mend();
  });

  it('a decision that was under way is answered with 503, and sent again it is made once', async () => {
    const bodies = Array.from({ length: 40 }, (_, n) =>
      aTransaction({ customer: { id: 'c-cut' }, transactionId: `cut-${n}` }),
    );
    const post = (body: object): Promise<Answer> => customer.post('/v1/evaluations', body);
    const sent = bodies.map(post);
    await Promise.race(sent);
    database.cut();
    const statuses = new Set((await Promise.all(sent)).map(({ status }) => status));
    database.mend();
    expect([...statuses].sort()).toEqual([201, 503]);

    const answers = await Promise.all(bodies.map(post));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const made = bodies.length + 1;
    await expect(readBooks(database, customer.tenantId)).resolves.toEqual({
      ...{
        evaluations: made,
        transactionKeys: made,
        auditEntries: made,
        events: made,
        usage: made,
        complete: made,
      },
    });
    await expect(countedByEntity(database, customer.tenantId)).resolves.toMatchObject({
      'customer:c-cut': bodies.length,
    });
  });
});
