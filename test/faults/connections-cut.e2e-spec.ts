import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { signUp } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { behindCable } from './cuttable-database';
import type { CuttableDatabase } from './cuttable-database';
import { expectNothingLostOrDoubled, Load } from './load';

const CUTS = 8;

jest.setTimeout(180_000);

describe('connections to the database that break under load', () => {
  let database: CuttableDatabase;
  let api: ApiProcess;

  beforeAll(async () => {
    database = await behindCable(await createTestDatabase());
    api = await startApiProcess(database);
  });
  afterAll(async () => {
    await api.kill();
    await database.drop();
  });

  it('lose nothing that was answered and double nothing that is sent again', async () => {
    const { key, tenantId } = await signUp(api.url);
    const load = new Load({ key, urls: () => [api.url] });
    for (let cuts = 0; cuts < CUTS; cuts += 1) {
      await load.untilAnswered(randomInt(3, 100));
      await sleep(randomInt(0, 20));
      database.cut();
      await sleep(randomInt(0, 300));
      database.mend();
    }
    await load.untilAnswered(50);
    await load.stop();
    expect([...load.otherStatuses]).toEqual([503]);
    await expectNothingLostOrDoubled(load, database, tenantId);
  });
});
