import { toTenantId } from '@libs/database/tenant-id';
import { parseId } from '@libs/ids/typeid';
import { verify } from '@libs/webhook-signature/verify';
import { MaintenanceService } from '../../src/operations/maintenance.service';
import type { MaintenanceReport } from '../../src/operations/maintenance.service';
import { TenantsService } from '../../src/tenants/tenants.service';
import { askerOf } from '../auth/key-steps';
import { entriesOf } from '../audit/entries';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { createEndpoint } from '../webhooks/endpoint-steps';
import type { MadeEndpoint } from '../webhooks/endpoint-steps';
import { Receiver } from '../webhooks/receiver';
import { startTrustflow } from './trustflow-process';

jest.setTimeout(180_000);

const DAY_MS = 24 * 3_600_000;
const [K1, K2] = [1, 2].map((n) => `k${n}:${Buffer.alloc(32, n).toString('base64')}`) as [string, string];

/** From the first master key to the second, step by step as docs/operations/master-keys.md says. */
describe('rotating the master key', () => {
  let database: TestDatabase;
  let api: TestApi;
  let customer: Customer;
  let receiver: Receiver;
  let shop: MadeEndpoint;
  let desk: MadeEndpoint;
  let fingerprintKey: Buffer;
  let newSecrets: { shop: string; desk: string };

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await startTestApi({ masterKeys: K1 }, database);
    customer = await signUp(api.url);
    receiver = await Receiver.start();
    const at = (path: string): Record<string, unknown> => ({
      url: receiver.url(path),
      eventTypes: ['key.created'],
    });
    shop = await createEndpoint(askerOf(api.url), customer.key, at('/shop'));
    desk = await createEndpoint(askerOf(api.url), customer.key, at('/desk'));
    fingerprintKey = await fingerprintKeyNow();
    await api.stop();
  });
  afterAll(async () => {
    await receiver.stop();
    await database.drop();
  });

  async function restart(masterKeys: string): Promise<void> {
    api = await startTestApi({ masterKeys }, database);
  }

  async function fingerprintKeyNow(): Promise<Buffer> {
    const tenants = api.app.get(TenantsService, { strict: false });
    return (await tenants.show(toTenantId(uuidOfTenant(customer.tenantId)))).fingerprintKey;
  }

  const maintain = (): Promise<MaintenanceReport> => api.app.get(MaintenanceService, { strict: false }).run();

  /** Has something happen, waits until the endpoint is told, and says with which of the keys that can be checked. */
  async function taken(path: '/shop' | '/desk', keys: Record<string, string>): Promise<string[]> {
    const before = receiver.at(path).length;
    await customerNow('POST /v1/api-keys', { name: 'Another', scopes: ['lists:read'] });
    const told = (await receiver.until(path, before + 1))[before];
    if (told === undefined) throw new Error('nothing was delivered');
    return Object.entries(keys).flatMap(([name, key]) => {
      const known = key.startsWith('whpk_') ? { publicKeys: [key] } : { secrets: [key] };
      const checking = { ...known, nowSeconds: Math.floor(Date.now() / 1_000) };
      return verify(told.headers, Buffer.from(told.body), checking).isValid ? [name] : [];
    });
  }

  async function rotate({ id }: MadeEndpoint, overlapSeconds: number): Promise<string> {
    const path = `POST /v1/webhook-endpoints/${id}/rotate-secret`;
    const { status, body } = await askerOf(api.url)(customer.key, path, { overlapSeconds });
    expect(status).toBe(201);
    return body.secret as string;
  }

  async function refusal(): Promise<string> {
    const settings = { DATABASE_URL: database.urls.app, TRUSTFLOW_MASTER_KEYS: K2 };
    const refused = startTrustflow('api', settings);
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    return refused.output();
  }

  it('takes the new one behind the old: nothing is made with it yet, and it is known', async () => {
    await restart(`${K1},${K2}`);
    expect((await maintain()).oldMasterKeys).toEqual({ k2: null });
    expect(await taken('/shop', { secret: shop.secret })).toEqual(['secret']);
    await api.stop();
  });

  it('puts it in front: what was there signs on, customers are told once, and fingerprints stay what they were', async () => {
    await restart(`${K2},${K1}`);
    expect(await taken('/shop', { secret: shop.secret, publicKey: shop.publicKey })).toHaveLength(2);
    const { oldMasterKeys } = await maintain();
    expect(oldMasterKeys['k1']).toMatch(/^2 endpoints \(endpoint_\w{26}, endpoint_\w{26}\)$/);
    expect(await maintain()).toMatchObject({ secretRotationsTold: 0, fingerprintKeysRenewed: 0 });
    expect(await fingerprintKeyNow()).toEqual(fingerprintKey);

    const { body } = await customerNow('GET /v1/events?type=secret.rotation_due');
    const ids = (body.data as { data: { id: string } }[]).map(({ data }) => data.id);
    expect(ids.sort()).toEqual([shop.id, desk.id].sort());
    const [{ data }] = body.data;
    const leftMs = Date.parse(data.secrets[0].rotateBy as string) - Date.now();
    expect(leftMs).toBeLessThanOrEqual(90 * DAY_MS);
    expect(leftMs).toBeGreaterThan(89 * DAY_MS);

    const told = await entriesOf(database, customer.tenantId, 'endpoint.secret_rotation_due');
    expect(told.map(({ resource }) => resource).sort()).toEqual(ids);
    expect(told.map(({ actor, after }) => [actor, after])).toEqual(ids.map(() => ['system', { version: 1 }]));
    await expect(
      entriesOf(database, customer.tenantId, 'tenant.fingerprint_key_renewed'),
    ).resolves.toMatchObject([
      {
        actor: 'system',
        resource: customer.tenantId,
        before: { masterKey: 'k1' },
        after: { masterKey: 'k2' },
      },
    ]);
  });

  it('rotates the endpoints, with and without an overlap, and each secret is good as long as it was said', async () => {
    newSecrets = { shop: await rotate(shop, 3_600), desk: await rotate(desk, 0) };
    expect(await taken('/shop', { old: shop.secret, new: newSecrets.shop })).toEqual(['old', 'new']);
    expect(await taken('/desk', { old: desk.secret, new: newSecrets.desk })).toEqual(['new']);
    expect((await maintain()).oldMasterKeys['k1']).toBe(`1 endpoint (${shop.id})`);
    await api.stop();
  });

  it('refuses to start without the old one as long as a secret needs it, and says which', async () => {
    expect(await refusal()).toBe(
      `trustflow: TRUSTFLOW_MASTER_KEYS: the key k1 is missing, and is needed for 1 endpoint (${shop.id})\n`,
    );
  });

  it('takes the old one away when the last overlap is over: all that is sent can be checked, as before', async () => {
    await database.query(
      `update webhook_secrets set expires_at = now() - interval '1 second' where endpoint_id = $1 and version = 1`,
      [parseId('endpoint', shop.id)],
    );
    await restart(`${K2},${K1}`);
    expect(await maintain()).toMatchObject({ webhookSecretsExpired: 1, oldMasterKeys: { k1: null } });
    await api.stop();

    await restart(K2);
    expect(await taken('/shop', { old: shop.secret, new: newSecrets.shop })).toEqual(['new']);
    expect(await taken('/desk', { new: newSecrets.desk })).toEqual(['new']);
    expect(await fingerprintKeyNow()).toEqual(fingerprintKey);
    const evaluated = await customerNow('POST /v1/evaluations', aTransaction());
    expect(evaluated.status).toBe(201);
    await api.stop();
  });

  function customerNow(request: string, body?: unknown): ReturnType<ReturnType<typeof askerOf>> {
    return askerOf(api.url)(customer.key, request, body);
  }
});
