import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { signUp } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { expectNothingLostOrDoubled, Load } from './load';

const TIMES = 4;
/** Each of them is written to by every decision; the disk can be full at any. */
const TABLES = ['transaction_keys', 'evaluations', 'profiles', 'audit_entries', 'events', 'usage_hours'];

jest.setTimeout(180_000);

/** The server says what it says when a table can't grow; the disk of the machine is left alone. */
describe('a disk of the database that is full under load', () => {
  let database: TestDatabase;
  let api: ApiProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await startApiProcess(database);
    await database.query(`
      create function refuse_to_grow() returns trigger language plpgsql as $$
      begin
        raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
      end $$`);
  });
  afterAll(async () => {
    await api.kill();
    await database.drop();
  });

  it('loses nothing that was answered, and is told to come back once there is room', async () => {
    const { key, tenantId } = await signUp(api.url);
    const load = new Load({ key, urls: () => [api.url] });
    for (let times = 0; times < TIMES; times += 1) {
      const table = TABLES[randomInt(TABLES.length)] ?? '';
      await load.untilAnswered(randomInt(3, 100));
      await database.query(
        `create trigger full_disk before insert or update on ${table} execute function refuse_to_grow()`,
      );
      await sleep(randomInt(50, 300));
      await database.query(`drop trigger full_disk on ${table}`);
    }
    await load.untilAnswered(50);
    await load.stop();
    expect([...load.otherStatuses]).toEqual([503]);
    await expectNothingLostOrDoubled(load, database, tenantId);
  });
});
