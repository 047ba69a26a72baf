import { setTimeout as sleep } from 'node:timers/promises';
import { aRule } from '../evaluation/policy-steps';
import { shadowOf, shownAfter } from '../evaluation/shadow-steps';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { expectNothingLostOrDoubled, Load } from './load';
import type { OwnProcess } from './own-process';
import { isRedisInstalled, RedisServer } from './redis-server';
import { startWorkerProcess } from './worker-process';

jest.setTimeout(180_000);

const describeWithRedis = isRedisInstalled ? describe : describe.skip;

describeWithRedis('a Redis that is killed under load, and comes back empty', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let apis: readonly ApiProcess[];
  let worker: OwnProcess;
  let customer: Customer;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await RedisServer.start();
    const settings = { REDIS_URL: redis.url };
    worker = await startWorkerProcess(database, settings);
    apis = [await startApiProcess(database, settings), await startApiProcess(database, settings)];
    customer = await signUp(apis[0]?.url ?? '');
  });
  afterAll(async () => {
    await redis.kill();
    await Promise.all([worker, ...apis].map((each) => each.kill()));
    await database.drop();
  });

  it('is not noticed by decisions, and what comes after the answer goes on where it was', async () => {
    const policyId = await shadowOf(customer, [aRule({ when: 'device.last1h.count > 10.0', points: 40 })]);
    const load = new Load({ key: customer.key, urls: () => apis.map(({ url }) => url) });
    await load.untilAnswered(50);
    await shownAfter(customer, policyId, 50);
    await redis.kill();
    await load.untilAnswered(100);
    await sleep(1_000);
    await redis.startAgain();
    await load.untilAnswered(50);
    await load.stop();

    expect([...load.otherStatuses]).toEqual([]);
    expect((await shownAfter(customer, policyId, load.made.size)).summary.decided).toBe(load.made.size);
    await expectNothingLostOrDoubled(load, database, customer.tenantId);
  });
});
