import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { parseId } from '@libs/ids/typeid';
import { createApiKeySecret } from '../../src/auth/api-key-secret';
import { KeyUses } from '../../src/auth/key-uses';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { Client } from 'pg';
import { askerOf, createKey } from './key-steps';
import type { Ask } from './key-steps';

jest.setTimeout(90_000);

let database: TestDatabase;
let api: TestApi;
let ask: Ask;
let customer: Customer;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({}, database);
  ask = askerOf(api.url);
  customer = await signUp(api.url);
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const write = ({ app }: TestApi): Promise<void> => app.get(KeyUses, { strict: false }).write();
const use = async (secret: string, at = api): Promise<void> => {
  await askerOf(at.url)(secret, 'GET /v1/tenant');
};
const lastUseOf = async (id: string): Promise<string | null> =>
  (await ask(customer.key, `GET /v1/api-keys/${id}`)).body.lastUsedAt as string | null;

describe('the last use of a key', () => {
  it('is shown within a minute, by itself', async () => {
    const { id, secret } = await createKey(ask, customer.key);
    expect(await lastUseOf(id)).toBeNull();
    const before = Date.now();
    await use(secret);
    const after = Date.now();
    while ((await lastUseOf(id)) === null && Date.now() - after < 60_000) await sleep(500);
    const shownMs = Date.parse((await lastUseOf(id)) ?? '');
    expect([shownMs >= before, shownMs <= after]).toEqual([true, true]);
    const { body } = await ask(customer.key, 'GET /v1/api-keys');
    const shown = (body.data as { id: string; lastUsedAt: string }[]).find((each) => each.id === id);
    expect(shown?.lastUsedAt).toBe(await lastUseOf(id));
  });

  it('is the latest, whichever process saw it and whichever writes first', async () => {
    const other = await startTestApi({}, database);
    const { id, secret } = await createKey(ask, customer.key);
    await use(secret, api);
    await sleep(5);
    const between = Date.now();
    await sleep(5);
    await use(secret, other);
    // At its end a process writes what it has seen.
    await other.stop();
    const latest = await lastUseOf(id);
    expect(Date.parse(latest ?? '')).toBeGreaterThan(between);
    await write(api);
    expect(await lastUseOf(id)).toBe(latest);
  });

  it('is not that of a request that was refused for its key', async () => {
    const { id, secret } = await createKey(ask, customer.key, { allowedIps: ['203.0.113.0/24'] });
    await use(secret);
    await use(createApiKeySecret('live'));
    await write(api);
    expect(await lastUseOf(id)).toBeNull();
  });

  it('is kept while it can’t be written, and written with the next', async () => {
    const { id, secret } = await createKey(ask, customer.key);
    await write(api);
    await database.query('alter table api_key_uses rename to lost_uses');
    await use(secret);
    await write(api);
    await database.query('alter table lost_uses rename to api_key_uses');
    expect(await lastUseOf(id)).toBeNull();
    await write(api);
    expect(await lastUseOf(id)).not.toBeNull();
  });

  it('is not kept of a key that was erased before it is written down', async () => {
    const { id, secret } = await createKey(ask, customer.key);
    await use(secret);
    await database.query('delete from api_keys where id = $1', [parseId('key', id)]);
    await write(api);
    expect(await database.query('select from api_key_uses where key_id = $1', [parseId('key', id)])).toEqual(
      [],
    );
  });

  it('costs a request no write, and has no process forget a key', async () => {
    const { id, secret } = await createKey(ask, customer.key);
    await use(secret);
    await write(api);
    const heard: string[] = [];
    const listener = new Client({ connectionString: database.urls.app });
    await listener.connect();
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('listen trustflow_changed');
    const versions = async (): Promise<unknown> =>
      database.query('select xmin::text, last_used_at from api_key_uses where key_id = $1', [
        parseId('key', id),
      ]);
    const isWritten = async (work: () => Promise<void>): Promise<boolean> => {
      const before = await versions();
      await work();
      return !isDeepStrictEqual(await versions(), before);
    };
    const useOften = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) await use(secret);
    };
    // The process writes by itself, too, every ten seconds: not both times.
    expect((await isWritten(useOften)) && (await isWritten(useOften))).toBe(false);
    expect(await isWritten(() => useOften().then(() => write(api)))).toBe(true);
    await listener.query('select 1');
    await listener.end();
    expect(heard.filter((told) => told !== 'event_outbox:')).toEqual([]);
  });
});
