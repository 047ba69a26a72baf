import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { countedByEntity, readBooks } from '../evaluation/books';
import { inParallel } from '../evaluation/in-parallel';
import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';

const CONNECTIONS = 16;
const MAX_TRANSACTIONS = 20_000;

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

interface Sent {
  readonly id: string;
  readonly body: object;
}

/** Every one on the same device, address and counterparty, and on one of a few customers. */
function transactionNumber(n: number): Sent {
  const id = `t-${n}`;
  return {
    id,
    body: {
      ...{ transactionId: id, amount: 1_000 + n, currency: 'EUR', customer: { id: `c-${n % 5}` } },
      counterparty: { id: 'm-1' },
      device: { id: 'd-1', ip: '203.0.113.9' },
    },
  };
}

/** Undefined where no whole answer came. */
async function tryPost(url: string, key: string, body: object): Promise<Answer | undefined> {
  try {
    return await customerWith(url, key).post('/v1/evaluations', body);
  } catch {
    return undefined;
  }
}

/**
 * Sends transactions as fast as they are answered, until the process is killed under them: some answers after the
 * start, at a random moment of what is under way then.
 */
async function loadUntilKilled(
  api: ApiProcess,
  key: string,
  firstNumber: number,
): Promise<{ sent: Sent[]; answered: Map<string, Answer> }> {
  const sent: Sent[] = [];
  const answered = new Map<string, Answer>();
  let isKilled = false;
  const answersBeforeKill = randomInt(3, 150);
  const client = async (): Promise<void> => {
    while (!isKilled && sent.length < MAX_TRANSACTIONS) {
      const transaction = transactionNumber(firstNumber + sent.length);
      sent.push(transaction);
      const answer = await tryPost(api.url, key, transaction.body);
      if (answer !== undefined) answered.set(transaction.id, answer);
    }
  };
  const clients = Array.from({ length: CONNECTIONS }, client);
  while (answered.size < answersBeforeKill) await sleep(1);
  await sleep(randomInt(0, 20));
  await api.kill();
  isKilled = true;
  await Promise.all(clients);
  return { sent, answered };
}

describe('an API process killed under load', () => {
  it('loses nothing that was answered and doubles nothing that is sent again', async () => {
    const first = await start();
    const { key, tenantId } = await signUp(first.url);
    const beforeFirst = await loadUntilKilled(first, key, 0);
    const second = await start();
    const beforeSecond = await loadUntilKilled(second, key, beforeFirst.sent.length);
    const sent = [...beforeFirst.sent, ...beforeSecond.sent];
    const answered = new Map([...beforeFirst.answered, ...beforeSecond.answered]);
    expect(answered.size).toBeGreaterThan(2);
    expect(answered.size).toBeLessThan(sent.length);
    expect([...answered.values()].filter(({ status }) => status !== 201)).toEqual([]);

    const third = await start();
    await expectBooksToBalance(tenantId, answered.size, sent.length);
    const again = await inParallel(CONNECTIONS, sent, ({ body }) => tryPost(third.url, key, body));
    expect(again.map((answer) => answer?.status)).toEqual(sent.map(() => 201));
    for (const [index, { id }] of sent.entries()) {
      const before = answered.get(id);
      if (before === undefined) continue;
      expect(again[index]?.body).toEqual(before.body);
      expect(again[index]?.headers.get('Idempotent-Replayed')).toBe('true');
    }
    await expectBooksToBalance(tenantId, sent.length, sent.length);
    expect(processes.map((api) => api.output().includes('"level":"error"'))).toEqual([false, false, false]);
  });

  /** Everything that a decision leaves behind is there equally often, at least as often as it was answered. */
  async function expectBooksToBalance(tenantId: string, atLeast: number, atMost: number): Promise<void> {
    const books = await readBooks(database, tenantId);
    expect(books.evaluations).toBeGreaterThanOrEqual(atLeast);
    expect(books.evaluations).toBeLessThanOrEqual(atMost);
    expect(new Set(Object.values(books))).toEqual(new Set([books.evaluations]));
    const counted = await countedByEntity(database, tenantId);
    expect(counted).toMatchObject({
      'device:d-1': books.evaluations,
      'ip:203.0.113.9': books.evaluations,
      'counterparty:m-1': books.evaluations,
    });
    const ofCustomers = Object.entries(counted).filter(([entity]) => entity.startsWith('customer:'));
    expect(ofCustomers.reduce((sum, [, count]) => sum + count, 0)).toBe(books.evaluations);
  }
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
    for (let tries = 0; tries < 200; tries += 1) {
      const waiting = await database.query(
        `select 1 from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'events' and not l.granted`,
      );
      if (waiting.length > 0) return;
      await sleep(20);
    }
    throw new Error('no decision came as far as its event');
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
