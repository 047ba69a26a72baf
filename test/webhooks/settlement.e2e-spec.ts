import { createDataSource } from '@libs/database/data-source';
import { SystemDatabase } from '@libs/database/system-database';
import { formatId, newUuid, parseId } from '@libs/ids/typeid';
import { schema } from '../../src/schema';
import type { AttemptEnd } from '../../src/webhooks/sending/attempt-end';
import { SettlementRepository } from '../../src/webhooks/sending/settlement.repository';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { plantDelivery, plantEndpoint } from './planted';

const ENDED_AT = new Date();

let database: TestDatabase;
let system: SystemDatabase;
let end: AttemptEnd;
const rows = new SettlementRepository();

beforeEach(async () => {
  database = await createTestDatabase();
  const { system: url } = database.urls;
  const source = createDataSource(schema, { url, applicationName: 'test', poolSize: 1 });
  system = new SystemDatabase(await source.initialize(), url);
  const customer = { tenantId: formatId('tenant', newUuid(Date.now())) };
  const endpointId = await plantEndpoint({ database, customer });
  const { eventId } = await plantDelivery(
    { database, customer },
    { endpointId, status: 'sending', attempts: 2 },
  );
  end = {
    tenantId: parseId('tenant', customer.tenantId) ?? '',
    endpointId: parseId('endpoint', endpointId) ?? '',
    eventId: parseId('event', eventId) ?? '',
    attempt: 2,
    next: { status: 'delivered', dueAt: null, failure: null },
    endedAt: ENDED_AT,
    result: {
      ...{ startedAt: ENDED_AT, durationMs: 5, error: null, retryAfterMs: undefined },
      ...{ responseStatus: 200, responseBody: 'thanks' },
    },
  };
});
afterEach(async () => {
  await system.close();
  await database.drop();
});

const delivery = async (): Promise<unknown> => {
  const [row] = await database.query(
    'select status, attempts, recovery_id is not null as counted from deliveries',
  );
  return row;
};
const logged = (): Promise<unknown[]> =>
  database.query('select number, response_body as body from delivery_attempts order by number');

describe('what an attempt came to', () => {
  it('moves its delivery on, and is logged', async () => {
    const advanced = await system.runByKeys((query) => rows.advance(query, [end]));
    expect(advanced).toEqual([{ place: 1, recoveryId: null }]);
    await expect(delivery()).resolves.toEqual({ status: 'delivered', attempts: 2, counted: false });
    await expect(logged()).resolves.toEqual([{ number: 2, body: 'thanks' }]);
  });

  it('is logged alone where the delivery is at another attempt by now', async () => {
    const late = { ...end, attempt: 1 };
    await expect(system.runByKeys((query) => rows.advance(query, [late, end]))).resolves.toEqual([
      { place: 2, recoveryId: null },
    ]);
    await database.query(`update deliveries set status = 'sending', due_at = now(), settled_at = null`);
    await expect(system.runByKeys((query) => rows.advance(query, [late]))).resolves.toEqual([]);
    await expect(delivery()).resolves.toMatchObject({ status: 'sending' });
    await expect(logged()).resolves.toMatchObject([{ number: 1 }, { number: 2 }]);
  });

  it('says nothing of what the receiver answered where the payload was erased meanwhile', async () => {
    await database.query('update events set data = null');
    await system.runByKeys((query) => rows.advance(query, [end]));
    await expect(logged()).resolves.toEqual([{ number: 2, body: null }]);
  });

  it('is counted by its recovery once: the delivery is of none afterwards', async () => {
    const recoveryId = newUuid(Date.now());
    await database.query(
      `insert into recoveries (tenant_id, id, endpoint_id, since, until, status, cursor_event_id, found, lease_until, created_at)
       values ($1, $2, $3, now(), now(), 'sending', $2, 1, now(), now())`,
      [end.tenantId, recoveryId, end.endpointId],
    );
    await database.query('update deliveries set recovery_id = $1', [recoveryId]);
    const recovered = { ...end, recoveryId, isDelivered: true };
    await system.runByKeys(async (query) => {
      await expect(rows.advance(query, [end])).resolves.toEqual([{ place: 1, recoveryId }]);
      await rows.countRecovered(query, [recovered]);
    });
    await expect(delivery()).resolves.toMatchObject({ status: 'delivered', counted: false });
    await expect(
      database.query('select status, delivered, failed, completed_at from recoveries'),
    ).resolves.toEqual([{ status: 'completed', delivered: 1, failed: 0, completed_at: ENDED_AT }]);
  });
});
