import type { Clock } from '@libs/clock/clock';
import { createDataSource } from '@libs/database/data-source';
import { SystemDatabase } from '@libs/database/system-database';
import { formatId, newUuid, parseId } from '@libs/ids/typeid';
import { schema } from '../../src/schema';
import { BacklogRepository } from '../../src/webhooks/metrics/backlog.repository';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { plantDelivery, plantEndpoint } from './planted';
import type { PlantedDelivery } from './planted';

const NOW_MS = Date.now();
const MINUTE_MS = 60_000;

let database: TestDatabase;
let system: SystemDatabase;
let backlog: BacklogRepository;

beforeEach(async () => {
  database = await createTestDatabase();
  const { system: url } = database.urls;
  const source = createDataSource(schema, { url, applicationName: 'test', poolSize: 1 });
  system = new SystemDatabase(await source.initialize(), url);
  const clock: Clock = { now: () => new Date(NOW_MS) };
  backlog = new BacklogRepository(system, clock);
});
afterEach(async () => {
  await system.close();
  await database.drop();
});

const minutesAgo = (minutes: number): Date => new Date(NOW_MS - minutes * MINUTE_MS);
const aTenant = (): { tenantId: string } => ({ tenantId: formatId('tenant', newUuid(NOW_MS)) });

async function publish({ tenantId }: { tenantId: string }, at: Date): Promise<void> {
  await database.query(`insert into event_outbox values ($1, $2, 'key.created')`, [
    parseId('tenant', tenantId),
    newUuid(at.getTime()),
  ]);
}

/** A tenant with an endpoint of its own, which is held. */
async function plant(...deliveries: Omit<PlantedDelivery, 'endpointId'>[]): Promise<void> {
  const planting = { database, customer: aTenant() };
  const endpointId = await plantEndpoint(planting);
  for (const delivery of deliveries) await plantDelivery(planting, { endpointId, ...delivery });
}

const NOTHING = {
  ...{ oldestUnexpandedSeconds: 0, oldestUndeliveredSeconds: 0 },
  ...{ openDeliveries: 0, dueDeliveries: 0, heldEndpoints: 0 },
};

describe('the backlog', () => {
  it('is nothing where everything is delivered, or failed', async () => {
    await expect(backlog.read()).resolves.toEqual(NOTHING);
    await plant({ at: minutesAgo(90) }, { status: 'failed', at: minutesAgo(80) });
    await expect(backlog.read()).resolves.toEqual({ ...NOTHING, heldEndpoints: 1 });
  });

  it('is as old as the oldest event of all tenants that no deliveries were made of', async () => {
    const [one, other] = [aTenant(), aTenant()];
    for (const minutes of [3, 2, 1]) await publish(one, minutesAgo(minutes));
    for (const minutes of [1, 7]) await publish(other, minutesAgo(minutes));
    await expect(backlog.read()).resolves.toEqual({
      ...{ ...NOTHING, oldestUnexpandedSeconds: 7 * 60, oldestUndeliveredSeconds: 7 * 60 },
    });
  });

  it('is as old as the oldest event that may still be delivered, and counts what is due', async () => {
    await publish(aTenant(), minutesAgo(1));
    await plant({ status: 'pending', at: minutesAgo(5), dueAt: minutesAgo(0) });
    await plant(
      { at: minutesAgo(90) },
      { status: 'pending', at: minutesAgo(50), dueAt: minutesAgo(-10) },
      { status: 'sending', at: minutesAgo(4), dueAt: minutesAgo(-1) },
    );
    await expect(backlog.read()).resolves.toEqual({
      ...{ oldestUnexpandedSeconds: 60, oldestUndeliveredSeconds: 50 * 60 },
      ...{ openDeliveries: 3, dueDeliveries: 1, heldEndpoints: 2 },
    });
  });

  it('holds no endpoint whose pause is over', async () => {
    await plant();
    await database.query('update webhook_endpoint_health set held_until = $1', [minutesAgo(0)]);
    await expect(backlog.read()).resolves.toEqual(NOTHING);
  });
});
