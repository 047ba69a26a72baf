import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Settings } from '@libs/config/settings';
import { openRuntime } from '../../src/runtime';
import { signUp } from '../support/customer';
import { startTestApi, testSettings, TEST_MASTER_KEYS } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startTrustflow } from './trustflow-process';

// The first process may have to build.
jest.setTimeout(120_000);

const OTHER_KEY = Buffer.alloc(32, 7).toString('base64');
const PASSWORD = 'hidden-word';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The application's URL, of another role or database. */
function urlOf(part: { username?: string; password?: string; pathname?: string }): string {
  return Object.assign(new URL(database.urls.app), part).href;
}

describe('a start that can come to nothing ends with exit code 1 and one line', () => {
  /** What the process said. */
  async function refusal(over: Readonly<Record<string, string>>): Promise<string> {
    const good = { DATABASE_URL: database.urls.app, TRUSTFLOW_MASTER_KEYS: TEST_MASTER_KEYS };
    const refused = startTrustflow('api', { ...good, ...over });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    return refused.output();
  }

  it.each([
    ['PORT', '70000', 'expected a whole number from 0 to 65535, got "70000"'],
    ['HTTP_REDIRECT_PORT', '80', 'leads to TLS, and needs TLS_CERT_FILE and TLS_KEY_FILE'],
    [
      'TRUSTFLOW_MASTER_KEYS',
      'k1:short',
      'expected kid:base64 of 32 bytes, newest first, separated by commas',
    ],
  ])('%s=%s is named, with what was expected', async (name, value, expected) => {
    expect(await refusal({ [name]: value })).toBe(`trustflow: ${name}: ${expected}\n`);
  });

  it('says which file of TLS it can not use, and why', async () => {
    const files = { TLS_CERT_FILE: '/nowhere/cert.pem', TLS_KEY_FILE: '/nowhere/key.pem' };
    expect(await refusal(files)).toBe("trustflow: TLS_CERT_FILE: /nowhere/cert.pem can't be read (ENOENT)\n");
  });

  it('says that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const said = await refusal({ PORT: String(port) });
      expect(said).toBe(`trustflow: PORT: ${port} on 127.0.0.1 is in use by another program\n`);
    } finally {
      other.close();
    }
  });

  it('says that PostgreSQL is not to be reached, without the password in its URL', async () => {
    const said = await refusal({
      DATABASE_URL: `postgres://trustflow_app:${PASSWORD}@127.0.0.1:1/trustflow`,
    });
    expect(said).toMatch(
      /^trustflow: DATABASE_URL: PostgreSQL can't be reached \([^\n]*ECONNREFUSED[^\n]*\)\n$/,
    );
    expect(said).not.toContain(PASSWORD);
  });

  it('prints the OpenAPI document all the same: that needs no database', async () => {
    const printed = startTrustflow('openapi', { DATABASE_URL: '', PUBLIC_URL: 'https://api.example.com' });
    expect(await printed.ended).toEqual({ code: 0, signal: null });
    expect(JSON.parse(printed.output())).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: 'https://api.example.com' }],
    });
  });
});

describe('a start that would be unsafe is refused', () => {
  beforeAll(async () => {
    // The database has been used with a master key.
    const api = await startTestApi({}, database);
    await signUp(api.url);
    await api.stop();
  });

  /** The message of the error with which a process would end, as above. */
  async function refusal(app: string, over: Partial<Settings> = {}): Promise<string> {
    const settings = { ...testSettings(database, over), databaseUrls: { app } };
    const opened = await openRuntime(settings, { worker: false }).catch((error: unknown) => error as Error);
    if (!(opened instanceof Error)) throw new Error('it started');
    expect(opened.name).toBe('DatabaseError');
    expect(opened.message).not.toContain('\n');
    expect(opened.message).not.toContain(PASSWORD);
    return opened.message;
  }

  it('with a wrong password, which is not repeated', async () => {
    expect(await refusal(urlOf({ password: PASSWORD }))).toBe(
      'DATABASE_URL: PostgreSQL can\'t be reached (password authentication failed for user "trustflow_app")',
    );
  });

  it('on a schema that lacks migrations of this version, saying how many', async () => {
    const empty = `trustflow_empty_${randomBytes(4).toString('hex')}`;
    await database.query(`create database ${empty} owner trustflow_owner`);
    try {
      expect(await refusal(urlOf({ pathname: `/${empty}` }))).toMatch(
        /^the database lacks \d+ migrations of this version: run "npm run migrate" with DATABASE_OWNER_URL$/,
      );
    } finally {
      await database.query(`drop database ${empty} with (force)`);
    }
  });

  it('with a master key that is another than before, or missing', async () => {
    expect(await refusal(database.urls.app, { masterKeys: `test:${OTHER_KEY}` })).toBe(
      'TRUSTFLOW_MASTER_KEYS: the key test is not the one that this database was used with',
    );
    expect(await refusal(database.urls.app, { masterKeys: `new:${OTHER_KEY}` })).toMatch(
      /^TRUSTFLOW_MASTER_KEYS: the key test is missing, and is needed for 2 tenants \(tenant_\w+, tenant_\w+\)$/,
    );
  });

  it.each([
    ['superuser', 'is a superuser'],
    ['bypassrls', 'has BYPASSRLS, or may become a role that has'],
    ['in role trustflow_owner', "owns TrustFlow's tables, or may become their owner"],
    // Not inherited, but one SET ROLE away.
    ['noinherit in role stronger', 'has BYPASSRLS, or may become a role that has'],
  ])('as a role that could see past the wall: %s', async (power, why) => {
    const suffix = randomBytes(4).toString('hex');
    const [role, stronger] = [`too_strong_${suffix}`, `stronger_${suffix}`];
    await database.query(`create role ${stronger} bypassrls`);
    await database.query(
      `create role ${role} login password '${PASSWORD}' ${power.replace('stronger', stronger)}`,
    );
    await database.query(`grant connect on database ${await databaseName()} to ${role}`);
    try {
      expect(await refusal(urlOf({ username: role, password: PASSWORD }))).toBe(
        `DATABASE_URL: the role ${role} ${why}, so it could see past row-level security; use trustflow_app (docker/roles.sql)`,
      );
    } finally {
      await database.query(`drop owned by ${role}`);
      await database.query(`drop role ${role}`);
      await database.query(`drop role ${stronger}`);
    }
  });

  it('as the owner of the tables, who could lower the wall', async () => {
    expect(await refusal(database.urls.owner)).toMatch(
      /^DATABASE_URL: the role trustflow_owner owns TrustFlow's tables/,
    );
  });

  it('and leaves no connection behind', async () => {
    await refusal(database.urls.owner);
    const left = await database.query(
      `select application_name from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    expect(left).toEqual([]);
  });

  it('but a new master key beside the old one is taken, and may go again while nothing needs it', async () => {
    const masterKeys = `${TEST_MASTER_KEYS},new:${OTHER_KEY}`;
    await (await startTestApi({ masterKeys }, database)).stop();
    await (await startTestApi({}, database)).stop();
    // Its id stays its own.
    const another = `${TEST_MASTER_KEYS},new:${Buffer.alloc(32, 8).toString('base64')}`;
    expect(await refusal(database.urls.app, { masterKeys: another })).toBe(
      'TRUSTFLOW_MASTER_KEYS: the key new is not the one that this database was used with',
    );
  });

  async function databaseName(): Promise<string> {
    const [row] = await database.query<{ name: string }>('select current_database() as name');
    return row?.name ?? '';
  }
});
