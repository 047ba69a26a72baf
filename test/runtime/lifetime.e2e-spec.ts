import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { guardsOf, serversOn } from '../database/embedded-postgres-processes';
import { aTransaction, customerWith, signUp } from '../support/customer';
import { TEST_MASTER_KEYS } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import { startTrustflow } from './trustflow-process';
import type { TrustflowProcess } from './trustflow-process';

// The first process may have to build.
jest.setTimeout(120_000);

const CLEAN = { code: 0, signal: null };
const KILLED = { code: null, signal: 'SIGKILL' };

const started: TrustflowProcess[] = [];

function start(command: string, environment: Record<string, string>): TrustflowProcess {
  const process = startTrustflow(command, environment);
  started.push(process);
  return process;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.end('SIGKILL')));
});

describe('a process that is told to stop', () => {
  it('answers the request that is under way, whole, takes no other, and ends at once with exit code 0', async () => {
    const database = await createTestDatabase();
    const lock = new Client({ connectionString: database.urls.owner });
    try {
      const process = start('api', {
        DATABASE_URL: database.urls.app,
        TRUSTFLOW_MASTER_KEYS: TEST_MASTER_KEYS,
      });
      const url = await process.ready;
      const customer = await signUp(url);
      await lock.connect();
      await lock.query('begin; lock table profiles in access exclusive mode');
      const answer = customer.post('/v1/evaluations', aTransaction({ transactionId: 'last' }));
      await waitUntil(() => isWaitedFor(lock));

      const ended = process.end('SIGTERM');
      await waitUntil(() => isRefused(url));
      await lock.query('commit');
      expect(await answer).toMatchObject({ status: 201, body: { transactionId: 'last' } });
      const answeredAtMs = performance.now();
      expect(await ended).toEqual(CLEAN);
      // The connection that the client would like to keep is not waited for.
      expect(performance.now() - answeredAtMs).toBeLessThan(5_000);
      const kept = await database.query('select from evaluations');
      expect(kept).toHaveLength(1);
    } finally {
      await lock.end();
      await database.drop();
    }
  });
});

describe('npm start on one machine', () => {
  let dataDir: string;
  let server: string;
  beforeEach(() => {
    dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trustflow-runtime-')));
    // Root's PostgreSQL runs as somebody else, who has to get in.
    chmodSync(dataDir, 0o755);
    server = join(dataDir, 'postgres-18');
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((process) => process.end('SIGKILL')));
    await waitUntil(() => isGone());
    rmSync(dataDir, { recursive: true });
  });

  it('keeps everything through a stop and through kill -9, and leaves no PostgreSQL behind', async () => {
    const first = start('start', { DATA_DIR: dataDir });
    const { key, post } = await signUp(await first.ready);
    const { body: evaluation } = await post('/v1/evaluations', aTransaction());
    expect(await first.end('SIGTERM')).toEqual(CLEAN);
    expect(isGone()).toBe(true);

    const second = start('start', { DATA_DIR: dataDir });
    const later = await customerWith(await second.ready, key).post('/v1/evaluations', aTransaction());
    expect(later.status).toBe(201);
    expect(await second.end('SIGKILL')).toEqual(KILLED);
    await waitUntil(() => isGone());

    const third = start('start', { DATA_DIR: dataDir });
    const { get } = customerWith(await third.ready, key);
    expect((await get('/v1/evaluations')).body.data).toEqual([later.body, evaluation]);
    expect(await third.end('SIGTERM')).toEqual(CLEAN);
    expect(isGone()).toBe(true);
  });

  it('started twice at once on one folder serves one set of data, under one master key', async () => {
    const both = [start('start', { DATA_DIR: dataDir }), start('start', { DATA_DIR: dataDir })] as const;
    const [one, other] = await Promise.all(both.map(({ ready }) => ready));
    const customer = await signUp(one ?? '');
    const { body } = await customer.post('/v1/evaluations', aTransaction());
    const there = customerWith(other ?? '', customer.key);
    expect((await there.get(`/v1/evaluations/${body.id}`)).body).toEqual(body);
    expect(await Promise.all(both.map((process) => process.end('SIGTERM')))).toEqual([CLEAN, CLEAN]);
    expect(isGone()).toBe(true);
  });

  function isGone(): boolean {
    return serversOn(server).length === 0 && guardsOf(server).length === 0;
  }
});

async function isWaitedFor(lock: Client): Promise<boolean> {
  const { rowCount } = await lock.query(
    'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())',
  );
  return rowCount === 1;
}

async function isRefused(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`, { headers: { Connection: 'close' } }).then(
    () => false,
    () => true,
  );
}

const PATIENCE_MS = 20_000;

async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`did not come true: ${condition.toString()}`);
    await sleep(20);
  }
}
