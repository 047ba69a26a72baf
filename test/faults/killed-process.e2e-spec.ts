import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { countedByEntity, readBooks } from '../evaluation/books';
import { aTransaction, signUp } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { until } from '../support/until';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';
import { expectNothingLostOrDoubled, Load, transactionNumber, tryPost } from './load';

const CONNECTIONS = 16;
const KILLS = 3;

jest.setTimeout(180_000);

let database: TestDatabase;
let processes: ApiProcess[];

beforeEach(async () => {
  database = await createTestDatabase();
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((api) => api.kill()));
  await database.drop();
});

async function start(): Promise<ApiProcess> {
  const api = await startApiProcess(database);
  processes.push(api);
  return api;
}

describe('API processes killed under load', () => {
  it('lose nothing that was answered and double nothing that is sent again', async () => {
    const first = await start();
    const { key, tenantId } = await signUp(first.url);
    let running = [first, await start()];
    const load = new Load({ key, urls: () => running.map(({ url }) => url) });
    for (let kills = 0; kills < KILLS; kills += 1) {
      // Some answers after the start, at a random moment of what is under way then.
      await load.untilAnswered(randomInt(3, 150));
      await sleep(randomInt(0, 20));
      const killed = running[kills % running.length];
      await killed?.kill();
      running = [...running.filter((api) => api !== killed), await start()];
    }
    await load.untilAnswered(50);
    await load.stop();
    expect([...load.otherStatuses]).toEqual([0]);
    await expectNothingLostOrDoubled(load, database, tenantId);
    expect(processes.filter((api) => api.output().includes('"level":"error"'))).toEqual([]);
  });
});

describe('an API process killed in the middle of a decision', () => {
  it('leaves the transaction to whoever sends it next', async () => {
    const first = await start();
    const customer = await signUp(first.url);
    await customer.post('/v1/evaluations', aTransaction());
    const body = aTransaction({ customer: { id: 'c-1' } });

    const blocker = new Client({ connectionString: database.urls.owner });
    await blocker.connect();
    try {
      await blocker.query('begin; lock table events in share mode');
      const underWay = tryPost(first.url, customer.key, body);
      await untilOneWaits();
      await first.kill();
      await expect(underWay).resolves.toBeUndefined();
    } finally {
      await blocker.end();
    }

    const second = await start();
    const answer = await tryPost(second.url, customer.key, body);
    expect([answer?.status, answer?.headers.get('Idempotent-Replayed')]).toEqual([201, null]);
    await expect(readBooks(database, customer.tenantId)).resolves.toEqual({
      ...{ evaluations: 2, transactionKeys: 2, auditEntries: 2, events: 2, usage: 2, complete: 2 },
    });
    await expect(countedByEntity(database, customer.tenantId)).resolves.toMatchObject({ 'customer:c-1': 1 });
  });

  async function untilOneWaits(): Promise<void> {
    await until(async () => {
      const waiting = await database.query(
        `select 1 from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'events' and not l.granted`,
      );
      return waiting.length > 0;
    });
  }
});

describe('a transaction that another process is just deciding', () => {
  it('is answered with 409 where that takes too long, and later with the decision', async () => {
    const [{ name }] = (await database.query<{ name: string }>('select current_database() as name')) as [
      { name: string },
    ];
    // Otherwise 5 s, as docker/roles.sql sets it.
    await database.query(`alter role trustflow_app in database ${name} set lock_timeout = '300ms'`);
    const api = await start();
    const customer = await signUp(api.url);
    await customer.post('/v1/evaluations', aTransaction());
    const body = aTransaction();

    const other = new Client({ connectionString: database.urls.app });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(
        `select set_config('app.tenant_id', tenant_id::text, true) from find_api_key(sha256($1::text::bytea))`,
        [customer.key],
      );
      await other.query(
        `insert into transaction_keys select current_tenant_id(), 'payment', $1, gen_random_uuid(), sha256('')`,
        [body['transactionId']],
      );
      const refused = await customer.post('/v1/evaluations', body);
      expect([refused.status, refused.body.code]).toEqual([409, 'idempotency_in_progress']);
      expect(refused.headers.get('Retry-After')).toBe('1');
      await other.query('rollback');
    } finally {
      await other.end();
    }
    const answer = await customer.post('/v1/evaluations', body);
    expect([answer.status, answer.headers.get('Idempotent-Replayed')]).toEqual([201, null]);
  });
});

describe('an API process that is asked to stop', () => {
  it('finishes what is under way, and says goodbye with 0', async () => {
    const api = await start();
    const { key, tenantId } = await signUp(api.url);
    const underWay = Array.from({ length: CONNECTIONS }, (_, n) =>
      tryPost(api.url, key, transactionNumber(n).body),
    );
    await Promise.race(underWay);
    await expect(api.stop()).resolves.toBe(0);
    const answers = (await Promise.all(underWay)).filter((answer) => answer !== undefined);
    expect(answers.filter(({ status }) => status !== 201)).toEqual([]);
    expect(answers.length).toBeGreaterThan(0);
    const books = await readBooks(database, tenantId);
    expect(new Set(Object.values(books))).toEqual(new Set([answers.length]));
  });
});
