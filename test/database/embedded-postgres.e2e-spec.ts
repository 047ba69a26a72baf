import { transformFileSync } from '@swc/core';
import { EmbeddedPostgresError } from '@libs/database/embedded-postgres/embedded-postgres-error';
import type { EmbeddedPostgres } from '@libs/database/embedded-postgres/embedded-postgres';
import { startEmbeddedPostgres } from '@libs/database/embedded-postgres/embedded-postgres';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { until } from '../support/until';
import { guardsOf, serversOn } from './embedded-postgres-processes';

// Making a database from nothing takes seconds on a busy machine.
jest.setTimeout(30_000);

const repository = join(__dirname, '..', '..');
const sources = join(repository, 'libs', 'database', 'embedded-postgres');
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

// A process of its own, to be killed: starts the database, says how that went, and stays.
const childProgram = `
const { startEmbeddedPostgres } = require(process.argv[1]);
startEmbeddedPostgres({ homeDir: process.argv[2] }).then(
  (postgres) => {
    process.on('SIGTERM', () => postgres.stop().then(() => process.exit(0)));
    process.on('SIGINT', () => undefined);
    setInterval(() => undefined, 1_000);
    console.log(JSON.stringify({ started: postgres }));
  },
  (error) => console.log(JSON.stringify({ refused: { name: error.name, message: error.message } })),
);
`;

interface Answer {
  readonly started?: EmbeddedPostgres;
  readonly refused?: { readonly name: string; readonly message: string };
}

describe('the embedded PostgreSQL', () => {
  let compiled: string;
  let folder: string;
  let homeDir: string;
  const children: ChildProcess[] = [];
  const owned: EmbeddedPostgres[] = [];

  beforeAll(() => {
    compiled = mkdtempSync(join(tmpdir(), 'embedded-postgres-compiled-'));
    chmodSync(compiled, 0o755);
    for (const name of readdirSync(sources).filter((file) => /^[^.]+\.ts$/.test(file))) {
      const { code } = transformFileSync(join(sources, name), {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
      });
      writeFileSync(join(compiled, name.replace(/ts$/, 'js')), code);
    }
  });

  afterAll(() => {
    rmSync(compiled, { recursive: true });
  });

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'embedded-postgres-')));
    chmodSync(folder, 0o755);
    homeDir = join(folder, 'home');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    for (const postgres of owned.splice(0)) await postgres.stop();
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<EmbeddedPostgres> {
    const postgres = await startEmbeddedPostgres({ homeDir });
    owned.push(postgres);
    return postgres;
  }

  async function startInChild(as: { uid?: number } = {}): Promise<{ child: ChildProcess; answer: Answer }> {
    const child = spawn(
      process.execPath,
      ['-e', childProgram, join(compiled, 'embedded-postgres.js'), homeDir],
      {
        ...as,
        cwd: '/',
        detached: true,
        env: { ...process.env, NODE_PATH: join(repository, 'node_modules') },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    children.push(child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return { child, answer: JSON.parse(line) as Answer };
  }

  it('keeps its data over a restart, listens on loopback only, and holds its password in a 0600 file', async () => {
    const first = await start();
    expect(first).toMatchObject({ isFresh: true, isOwner: true, dataDir: join(homeDir, 'postgres-18') });
    expect(first.relocatedBecause).toBeUndefined();
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const [facts] = await query(
      first,
      `SELECT current_setting('listen_addresses') AS listens, current_setting('unix_socket_directories') AS socket,
              current_setting('fsync') AS fsync, pg_encoding_to_char(encoding) AS encoding,
              datlocprovider::text AS provider, datlocale AS locale
         FROM pg_database WHERE datname = 'postgres'`,
    );
    expect(facts).toEqual({
      listens: '127.0.0.1',
      socket: '',
      fsync: 'on',
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
    });
    const passwordFile = join(homeDir, 'postgres-password');
    expect(statSync(passwordFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(passwordFile, 'utf8')).toBe(first.connection.password);
    await expect(query(first, 'SELECT 1', 'guessed')).rejects.toThrow('password authentication failed');

    await Promise.all([first.stop(), first.stop()]);
    expect(serversOn(first.dataDir)).toEqual([]);

    const second = await start();
    expect(second).toMatchObject({ isFresh: false, isOwner: true });
    await expect(query(second, 'SELECT answer FROM kept')).resolves.toEqual([{ answer: 42 }]);
  });

  it('ends with a process that is killed, and what was committed is there at the next start', async () => {
    const { child, answer } = await startInChild();
    const postgres = started(answer);
    await query(postgres, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(serversOn(postgres.dataDir)).not.toEqual([]);

    await kill(child);
    await until(() => serversOn(postgres.dataDir).length === 0, 5_000);

    const next = await start();
    expect(next).toMatchObject({ isFresh: false, isOwner: true });
    await expect(query(next, 'SELECT answer FROM kept')).resolves.toEqual([{ answer: 42 }]);
  });

  it('never attaches to a server whose owner has died, even one that its guard could not end', async () => {
    const { child, answer } = await startInChild();
    const { dataDir, connection } = started(answer);
    const guards = guardsOf(dataDir);
    expect(guards).toHaveLength(1);
    for (const pid of guards) process.kill(pid, 'SIGKILL');
    await kill(child);
    await sleep(200);
    expect(serversOn(dataDir)).not.toEqual([]);

    const next = await start();
    expect(next.isOwner).toBe(true);
    expect(next.connection.port).not.toBe(connection.port);
  });

  it('recovers when the server itself was killed and its number is another program’s by now', async () => {
    const { child, answer } = await startInChild();
    const { dataDir } = started(answer);
    const lockFile = join(dataDir, 'postmaster.pid');
    const lock = readFileSync(lockFile, 'utf8');
    process.kill(Number.parseInt(lock, 10), 'SIGKILL');
    await kill(child);
    await until(() => serversOn(dataDir).length === 0, 5_000);

    // The same user's, so that PostgreSQL on its own would take it for a server and refuse to start.
    const { uid, gid } = statSync(dataDir);
    const sleeper = spawn('/bin/sleep', ['60'], {
      ...(isRoot ? { uid, gid } : {}),
      cwd: '/',
      stdio: 'ignore',
    });
    children.push(sleeper);
    writeFileSync(lockFile, lock.replace(/^\d+/, String(sleeper.pid)));

    const next = await start();
    expect(next.isOwner).toBe(true);
    await expect(query(next, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('is one server for two processes that start on a fresh folder at once', async () => {
    const both = await Promise.all([startInChild(), startInChild()]);
    const answers = both.map(({ answer }) => started(answer));
    expect(answers.map(({ isOwner }) => isOwner).sort()).toEqual([false, true]);
    expect(answers.filter(({ isFresh }) => isFresh)).toHaveLength(1);
    const [first, second] = answers as [EmbeddedPostgres, EmbeddedPostgres];
    expect(first.connection).toEqual(second.connection);

    for (const { child } of both.filter((one) => !started(one.answer).isOwner)) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await expect(query(first, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    expect(readdirSync(homeDir).filter((name) => name.startsWith('unfinished'))).toEqual([]);
  });

  it('outlives Ctrl-C until the application stops it in its own order', async () => {
    const { child, answer } = await startInChild();
    const postgres = started(answer);
    process.kill(-Number(child.pid), 'SIGINT');
    await sleep(300);
    await expect(query(postgres, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);

    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(serversOn(postgres.dataDir)).toEqual([]);
  });

  it('says which folder which user can’t write', async () => {
    chmodSync(folder, 0o555);
    const { answer } = await startInChild(isRoot ? { uid: nobody } : {});
    expect(answer.refused).toEqual({
      name: 'EmbeddedPostgresError',
      message: expect.stringMatching(
        new RegExp(`the folder ${homeDir}, which the user \\S+ can't write: .*DATABASE_URL`),
      ),
    });
  });

  it('refuses the data of another major version, by the folder’s name and by its content', async () => {
    const other = join(homeDir, 'postgres-17');
    mkdirSync(other, { recursive: true });
    await expect(start()).rejects.toThrow(new RegExp(`${other} was made by another major version`));
    rmSync(other, { recursive: true });

    const dataDir = join(homeDir, 'postgres-18');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'PG_VERSION'), '17\n');
    writeFileSync(join(homeDir, 'postgres-password'), 'secret');
    await expect(start()).rejects.toThrow(`${dataDir} was made by PostgreSQL 17`);
  });

  it('says what the server said when its configuration is wrong', async () => {
    const start = startEmbeddedPostgres({ homeDir, serverSettings: { max_connections: 'many' } });
    await expect(start).rejects.toThrow(EmbeddedPostgresError);
    await expect(start).rejects.toThrow(/stopped while starting[^]*max_connections.*"many"/);
    expect(serversOn(join(homeDir, 'postgres-18'))).toEqual([]);
  });

  (isRoot ? describe : describe.skip)('started by root', () => {
    it('lies elsewhere, and says why, when its user can’t enter the folder', async () => {
      chmodSync(folder, 0o700);
      const postgres = await start();
      const relocated = dirname(postgres.dataDir);
      try {
        expect(relocated).toMatch(/^\/var\/lib\/trustflow\/[0-9a-f]{12}$/);
        expect(postgres.relocatedBecause).toMatch(
          new RegExp(
            `^The database runs as the user \\w+, who could not enter ${homeDir} .*${postgres.dataDir}`,
          ),
        );
        expect(statSync(folder).mode & 0o777).toBe(0o700);
        await postgres.stop();

        const again = await start();
        expect(again).toMatchObject({ isFresh: false, dataDir: postgres.dataDir });
        await again.stop();
      } finally {
        await postgres.stop();
        rmSync(relocated, { recursive: true });
      }
    });

    it('runs as whoever made the data', async () => {
      mkdirSync(homeDir);
      chownSync(homeDir, nobody, nobody);
      const { child, answer } = await startInChild({ uid: nobody });
      expect(started(answer).isFresh).toBe(true);
      await kill(child);

      const postgres = await start();
      expect(postgres).toMatchObject({ isFresh: false, isOwner: true });
      expect(statSync(postgres.dataDir).uid).toBe(nobody);
    });
  });
});

function started(answer: Answer): EmbeddedPostgres {
  if (answer.started === undefined) throw new Error(answer.refused?.message);
  return answer.started;
}

async function query(
  { connection }: EmbeddedPostgres,
  sql: string,
  password = connection.password,
): Promise<unknown[]> {
  const client = new Client({ ...connection, password });
  // A server that goes away while this connection closes is what some of these tests are about.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
