import { aTransaction, call, signUp } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';

jest.setTimeout(120_000);

const CARD = '4242424242424242';

describe('what an API process writes', () => {
  let database: TestDatabase;
  let api: ApiProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await startApiProcess(database, { LOG_LEVEL: 'debug' });
  });
  afterAll(async () => {
    await api.kill();
    await database.drop();
  });

  it('names traces and tenants, and never a key, a card number or what a customer sent', async () => {
    const customer = await signUp(api.url, { organization: 'Quiet Shop', email: 'hush@quiet.example' });
    const transaction = aTransaction({ transactionId: 'tx-hush', customer: { id: 'c-hush' } });
    const made = await customer.post('/v1/evaluations', transaction, { 'Idempotency-Key': 'idem-hush' });
    await customer.get(`/v1/evaluations/${made.body.id}?cursor=q-hush`);
    await customer.post('/v1/evaluations', aTransaction({ attributes: { [CARD]: 1 } }));
    await customer.post('/v1/evaluations', aTransaction({ transactionId: CARD }));
    await customer.get(`/v1/${CARD}?pan=${CARD}`, { 'User-Agent': `ua-${CARD}`, traceparent: CARD });
    await call(api.url, '/v1/tenant', { headers: { Authorization: `Bearer ${customer.key}0` } });
    await call(api.url, `/v1/tenant?key=${customer.key}`);
    // An error of ours is logged with its stack: the query, but not the values in it.
    await database.query('revoke insert on events from trustflow_app');
    const failed = await customer.post('/v1/evaluations', aTransaction({ customer: { id: 'c-hush-2' } }));
    expect(failed.status).toBe(500);

    const output = api.output();
    for (const traceId of [made.body.traceId, failed.body.traceId] as string[])
      expect(output).toContain(traceId);
    expect(output).toContain('"level":"error"');
    const secrets = [customer.key, customer.sandboxKey].flatMap((key) => [key, key.slice(8, 38)]);
    for (const text of [...secrets, CARD, 'hush', 'Quiet Shop']) {
      expect(output.split('\n').filter((line) => line.toLowerCase().includes(text.toLowerCase()))).toEqual(
        [],
      );
    }
  });

  it('is one JSON object a line', () => {
    const lines = api
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(String) });
  });
});
