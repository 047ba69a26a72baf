import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { signUp } from '../support/customer';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { killableDatabase } from './killable-database';
import type { KillableDatabase } from './killable-database';
import { expectNothingLostOrDoubled, Load } from './load';

const KILLS = 2;

jest.setTimeout(180_000);

describe('a database server that is killed under load, and started again', () => {
  let database: KillableDatabase;
  let apis: readonly ApiProcess[];

  beforeAll(async () => {
    database = await killableDatabase();
    apis = [await startApiProcess(database), await startApiProcess(database)];
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.kill()));
    await database.drop();
  });

  it('loses nothing that was answered and doubles nothing that is sent again', async () => {
    const { key, tenantId } = await signUp(apis[0]?.url ?? '');
    const load = new Load({ key, urls: () => apis.map(({ url }) => url) });
    for (let kills = 0; kills < KILLS; kills += 1) {
      await load.untilAnswered(randomInt(3, 150));
      await sleep(randomInt(0, 20));
      database.kill();
      await load.untilRefused();
      await database.restart();
    }
    await load.untilAnswered(50);
    await load.stop();
    expect([...load.otherStatuses]).toEqual([503]);
    await expectNothingLostOrDoubled(load, database, tenantId);
  });
});
