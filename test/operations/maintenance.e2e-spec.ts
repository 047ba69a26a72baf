import { setTimeout as sleep } from 'node:timers/promises';
import { MaintenanceService } from '../../src/operations/maintenance.service';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { untilMaintained } from './maintained';

const DAY_MS = 86_400_000;

describe('the hourly maintenance', () => {
  let api: TestApi;
  let customer: Customer;
  let maintenance: MaintenanceService;
  beforeAll(async () => {
    api = await startTestApi();
    await untilMaintained(api);
    customer = await signUp(api.url);
    maintenance = api.app.get(MaintenanceService, { strict: false });
  });
  afterAll(() => api.stop());

  const keysLeft = async (table: string): Promise<string[]> => {
    const rows = await api.database.query<{ key: string }>(`select key from ${table} order by key`);
    return rows.map(({ key }) => key);
  };

  it('takes away the idempotency keys of every tenant that are past their 24 hours, and no others', async () => {
    const stranger = await signUp(api.url);
    for (const [owner, key] of [
      [customer, 'old'],
      [customer, 'young'],
      [stranger, 'strangers-old'],
    ] as const) {
      const headers = { 'Idempotency-Key': key };
      const evaluated = await owner.post('/v1/evaluations', aTransaction(), headers);
      const created = await owner.post('/v1/lists', { name: `list_of_${key.replace('-', '_')}` }, headers);
      expect([evaluated.status, created.status]).toEqual([201, 201]);
    }
    const past = new Date(Date.now() - 1_000);
    for (const table of ['idempotency_keys', 'kept_answers']) {
      await api.database.query(`update ${table} set expires_at = $1 where key like '%old'`, [past]);
    }
    await expect(maintenance.run()).resolves.toMatchObject({ idempotencyKeysExpired: 4 });
    await expect(keysLeft('idempotency_keys')).resolves.toEqual(['young']);
    await expect(keysLeft('kept_answers')).resolves.toEqual(['young']);
  });

  it('takes away what agents of every tenant spent more than a week ago, and nothing younger', async () => {
    const stranger = await signUp(api.url);
    for (const { tenantId } of [customer, stranger]) {
      await api.database.query(
        `insert into agent_spending
         select $1, gen_random_uuid(), 'EUR', current_date - days, days from unnest('{0,1,6,9,400}'::int[]) days`,
        [uuidOfTenant(tenantId)],
      );
    }
    await maintenance.run();
    const left = await api.database.query<{ days: number }>(
      'select amount_minor::int as days from agent_spending order by 1',
    );
    expect(left.map(({ days }) => days)).toEqual([0, 0, 1, 1, 6, 6]);
  });

  it('makes room for the months ahead, once', async () => {
    const ahead = new Date(Date.now() + 62 * DAY_MS).toISOString().slice(0, 7).replace('-', '_');
    await api.database.query(`drop table evaluations_${ahead}`);
    await expect(maintenance.run()).resolves.toMatchObject({ partitionsCreated: 1 });
    await expect(maintenance.run()).resolves.toMatchObject({ partitionsCreated: 0 });
    const [row] = await api.database.query<{ forced: boolean }>(
      'select relforcerowsecurity as forced from pg_class where relname = $1',
      [`evaluations_${ahead}`],
    );
    expect(row).toEqual({ forced: true });
  });

  it('runs by itself, every hour', async () => {
    await untilMaintained(api);
    const [row] = await api.database.query<{ minutes: number }>(
      `select ceil(extract(epoch from next_at - now()) / 60)::int as minutes
         from recurring_tasks where name = 'maintenance'`,
    );
    expect(row?.minutes).toBeGreaterThan(55);
    // Among the last things that a run does.
    await api.database.query(
      `insert into webhook_secrets (tenant_id, endpoint_id, version, kid, salt, hmac_digest, ed25519_digest,
                                    public_key, created_at, expires_at)
       select $1, $1, 1, 'test', bytes, bytes, bytes, bytes, now() - interval '2 days', now() - interval '1 day'
         from decode(repeat('00', 32), 'hex') bytes`,
      [uuidOfTenant(customer.tenantId)],
    );
    const secrets = (): Promise<unknown[]> => api.database.query('select from webhook_secrets');
    await expect(secrets()).resolves.toHaveLength(1);
    await api.database.query(`update recurring_tasks set next_at = now() where name = 'maintenance'`);
    while ((await secrets()).length > 0) await sleep(50);
  });
});
