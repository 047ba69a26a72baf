import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings } from '@libs/config/settings';
import { uuidOfTenant } from '../evaluation/books';
import { customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { plantKey } from './planted-key';

const HOUR_MS = 3_600_000;
const HOME = '203.0.113.9';
const NEIGHBOUR = '203.0.113.200';
const ABROAD = '198.51.100.7';
const TRIES = 10;

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

describe('what looks like abuse of a key', () => {
  let database: TestDatabase;
  let apis: readonly [TestApi, TestApi];
  let customer: Customer;
  let nowMs = Date.now();

  const later = (ms: number): void => {
    nowMs += ms;
    for (const { app } of apis) setClock(app, nowMs);
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const { requestLimits } = readSettings({
      TENANT_LIMITS_PER_SECOND: 'free:2',
      FAILED_AUTHENTICATIONS_PER_MINUTE: '100000',
    });
    const settings = { trustProxy: 1, requestLimits };
    apis = await Promise.all([startTestApi(settings, database), startTestApi(settings, database)]);
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await database.drop();
  });
  beforeEach(async () => {
    later(2 * HOUR_MS);
    customer = await signUp(apis[0].url);
  });

  const asking = (ip: string, key = customer.key, api = apis[0]): Promise<Answer> =>
    customerWith(api.url, key).get('/v1/tenant', { 'X-Forwarded-For': ip });

  async function told(count: number): Promise<Told[]> {
    let rows: Told[] = [];
    // One more is waited for, for a while, so that too many are noticed.
    for (let tries = 0; tries < 200 && rows.length <= count; tries += 1) {
      if (rows.length === count && tries >= 8) break;
      await sleep(50);
      rows = await database.query<{ type: string; data: Record<string, unknown> }>(
        `select type, data from events where tenant_id = $1 and type = 'security.anomaly_detected' order by id`,
        [uuidOfTenant(customer.tenantId)],
      );
    }
    return rows;
  }

  /** Each key was used before from where it is at home. */
  async function atHome(): Promise<void> {
    await asking(HOME);
    await untilNetworks(1);
  }

  async function untilNetworks(count: number): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      const rows = await database.query('select 1 from key_networks where tenant_id = $1', [
        uuidOfTenant(customer.tenantId),
      ]);
      if (rows.length === count) return;
      await sleep(50);
    }
    throw new Error(`there are not ${count} networks`);
  }

  it('is not where a key is first used, nor that it comes from next door', async () => {
    await atHome();
    await asking(NEIGHBOUR);
    await asking(NEIGHBOUR, customer.key, apis[1]);
    expect(await told(0)).toEqual([]);
  });

  it('is a key that comes from a network where it was never used, told once by all processes', async () => {
    await atHome();
    await Promise.all(apis.map((api) => asking(ABROAD, customer.key, api)));
    const events = await told(1);
    expect(events).toEqual([
      {
        type: 'security.anomaly_detected',
        data: {
          id: expect.stringMatching(/^key_/),
          kind: 'new_network',
          from: '198.51.100.0/24',
          detectedAt: new Date(nowMs).toISOString(),
          traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
          network: ABROAD,
        },
      },
    ]);
    await asking(ABROAD);
    expect(await told(1)).toHaveLength(1);
  });

  it('stands in the audit trail, as done by nobody to the key', async () => {
    await atHome();
    await asking('2001:db8:1:2::3');
    await told(1);
    await expect(
      database.query(
        `select actor_type, resource_type, host(network) as network, after from audit_entries
          where tenant_id = $1 and action = 'security.anomaly_detected'`,
        [uuidOfTenant(customer.tenantId)],
      ),
    ).resolves.toEqual([
      {
        actor_type: 'system',
        resource_type: 'key',
        network: '2001:db8:1:2::3',
        after: { kind: 'new_network', from: '2001:db8:1::/48' },
      },
    ]);
  });

  it('is told again in another hour, if it happens again', async () => {
    await atHome();
    await asking(ABROAD);
    await told(1);
    // In the same hour nothing is told of another network, and it is known from then on.
    await asking('192.0.2.1');
    await untilNetworks(3);
    later(HOUR_MS);
    await asking('192.0.2.1');
    expect(await told(1)).toHaveLength(1);
    await asking('192.0.3.1');
    expect(await told(2)).toHaveLength(2);
  });

  it('is a revoked key that goes on being tried', async () => {
    await database.query('update api_keys set revoked_at = now() where tenant_id = $1', [
      uuidOfTenant(customer.tenantId),
    ]);
    for (let n = 0; n < TRIES - 1; n += 1) expect((await asking(HOME)).status).toBe(401);
    expect(await told(0)).toEqual([]);
    for (let n = 0; n < TRIES; n += 1) await asking(HOME);
    const [event, ...more] = await told(1);
    expect(more).toEqual([]);
    expect(event?.data).toMatchObject({
      kind: 'refused_key_tried',
      code: 'api_key_revoked',
      attempts: TRIES,
    });
  });

  it('is an expired one, too, and each key for itself', async () => {
    const expired = await plantKey(database, customer.tenantId, { expiresAt: new Date(nowMs - 1) });
    const another = await plantKey(database, customer.tenantId, { expiresAt: new Date(nowMs - 1) });
    for (let n = 0; n < TRIES; n += 1) {
      await asking(HOME, expired);
      await asking(HOME, another);
    }
    const events = await told(2);
    expect(events.map(({ data }) => data['code'])).toEqual(['api_key_expired', 'api_key_expired']);
    expect(new Set(events.map(({ data }) => data['id'])).size).toBe(2);
  });

  it('is one that comes from where it is not allowed', async () => {
    await database.query(`update api_keys set allowed_ips = '{192.0.2.0/24}' where tenant_id = $1`, [
      uuidOfTenant(customer.tenantId),
    ]);
    await sleep(1_000);
    for (let n = 0; n < TRIES; n += 1) expect((await asking(HOME)).status).toBe(403);
    const [event, ...more] = await told(1);
    expect(more).toEqual([]);
    expect(event?.data).toMatchObject({ kind: 'refused_key_tried', code: 'ip_not_allowed', network: HOME });
  });

  it('is a key that asks for more than its tenant may', async () => {
    await database.query(`update tenants set plan = 'free' where tenant_id = $1`, [
      uuidOfTenant(customer.tenantId),
    ]);
    await sleep(1_000);
    const answers = await Promise.all(Array.from({ length: 10 }, () => asking(HOME)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(8);
    const [event, ...more] = await told(1);
    expect(more).toEqual([]);
    expect(event?.data).toMatchObject({ kind: 'limit_reached', limitPerSecond: 2 });
  });

  it('is not that a stranger guesses keys', async () => {
    for (let n = 0; n < 2 * TRIES; n += 1) await asking(HOME, `tf_live_${'x'.repeat(36)}`);
    expect(
      await database.query(`select 1 from key_anomalies where tenant_id = $1`, [
        uuidOfTenant(customer.tenantId),
      ]),
    ).toEqual([]);
  });

  it('costs no answer: what can not be written down is tried again', async () => {
    await atHome();
    await database.query('alter table key_networks rename to lost_networks');
    try {
      expect((await asking(ABROAD)).status).toBe(200);
      await sleep(100);
    } finally {
      await database.query('alter table lost_networks rename to key_networks');
    }
    await asking(ABROAD);
    expect(await told(1)).toHaveLength(1);
  });
});
