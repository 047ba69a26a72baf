import { verifyConsistency } from '@libs/merkle-log/proofs';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { Client } from 'pg';
import { MaintenanceService } from '../../src/operations/maintenance.service';
import { checkpointOver, onceAllSealed, publishedKeys } from '../audit/audit-steps';
import { uuidOfTenant } from '../evaluation/books';
import { evaluate, evaluateInTurn } from '../evaluation/evaluated';
import type { ShownEvaluation } from '../evaluation/evaluated';
import { startRebuilding } from '../evaluation/rebuilt';
import type { Rebuilding } from '../evaluation/rebuilt';
import { differencesOf, storedProfiles } from '../evaluation/stored-profiles';
import { anOpenReview, tell } from '../evaluation/told';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startOfMonth } from '../support/months';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { plantAttempt, plantDelivery, plantEndpoint } from '../webhooks/planted';
import { untilMaintained } from './maintained';
import { makeRoom, partitionsOf } from './month-partitions';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const RETENTION_DAYS = 31;
/** Months ago. By now the first two are over their age; the last never is. */
const [OLD, NEXT, YOUNG] = [4, 3, 1] as const;
const ALL = [
  ...['audit_entries', 'audit_leaves', 'deliveries', 'delivery_attempts'],
  ...['evaluations', 'events', 'shadow_decisions'],
];
const FULL = { customer: { id: 'c-1' }, instrument: { id: 'i-1' }, device: { id: 'd-1', ip: '203.0.113.9' } };

let api: TestApi;
let rebuilding: Rebuilding;
let customer: Customer;
let maintenance: MaintenanceService;

/** What a customer did in three months. */
interface History {
  readonly old: readonly ShownEvaluation[];
  readonly next: readonly ShownEvaluation[];
  readonly young: readonly ShownEvaluation[];
  readonly profiles: Awaited<ReturnType<typeof storedProfiles>>;
}
let history: History;

beforeEach(async () => {
  api = await startTestApi({ evaluationRetentionDays: RETENTION_DAYS, eventRetentionDays: RETENTION_DAYS });
  rebuilding = await startRebuilding(api.database);
  maintenance = api.app.get(MaintenanceService, { strict: false });
  await untilMaintained(api);
  for (const ago of [OLD, NEXT]) await makeRoom(api.database, ago);
  customer = await signUp(api.url);
  history = await makeHistory();
});
afterEach(async () => {
  await rebuilding.stop();
  await api.stop();
});

const atMonth = (ago: number, days = 2): void => {
  setClock(api.app, startOfMonth(ago) + days * DAY_MS);
};
/** The first moment at which the month is over its age. */
const whenOverAge = (ago: number): void => {
  atMonth(ago - 1, RETENTION_DAYS);
};
const today = (): void => {
  setClock(api.app, Date.now());
};
const get = async ({ id }: { id: string }): Promise<number> =>
  (await customer.get(`/v1/evaluations/${id}`)).status;
const again = { ...FULL, transactionId: 'again', amount: 900, currency: 'EUR' };

async function makeHistory(): Promise<History> {
  const evaluations = { old: [] as ShownEvaluation[], next: [] as ShownEvaluation[] };
  const some = (): Promise<ShownEvaluation[]> =>
    evaluateInTurn(customer, [aTransaction(FULL), aTransaction(FULL), aTransaction()]);
  atMonth(OLD);
  evaluations.old.push(...(await some()), await evaluate(customer, again));
  await tell(customer, { id: evaluations.old[0]?.id ?? '' }, { label: 'fraud' });
  const open = await anOpenReview(customer);
  await customer.post(`/v1/evaluations/${open.id}/review`, { resolution: 'approved' });
  evaluations.old.push(open);
  atMonth(NEXT);
  evaluations.next.push(...(await some()));
  const onPurpose = await customer.post('/v1/evaluations', again, { 'Idempotency-Key': 'k-1' });
  evaluations.next.push(onPurpose.body as ShownEvaluation);
  await tell(customer, { id: evaluations.old[1]?.id ?? '' }, { label: 'legitimate' });
  await tell(customer, { id: evaluations.next[1]?.id ?? '' }, { label: 'fraud' });
  atMonth(YOUNG);
  const young = await some();
  return { ...evaluations, young, profiles: await storedProfiles(api.database, customer.tenantId) };
}

async function expectRebuiltAsLive(): Promise<void> {
  const live = await storedProfiles(api.database, customer.tenantId);
  await api.database.query('delete from profiles where tenant_id = $1', [uuidOfTenant(customer.tenantId)]);
  await rebuilding.rebuild(customer.tenantId);
  expect(differencesOf(await storedProfiles(api.database, customer.tenantId), live)).toEqual([]);
}

const left = async (table: string): Promise<number> => {
  const [row] = await api.database.query<{ count: number }>(
    `select count(*)::int as count from ${table} where tenant_id = $1`,
    [uuidOfTenant(customer.tenantId)],
  );
  return row?.count ?? 0;
};

describe('a month that is over its age', () => {
  it('goes with all that stands for it, a month at a time; the younger ones stay', async () => {
    whenOverAge(OLD);
    await expect(maintenance.run()).resolves.toMatchObject({
      ...{ profilesSnapshotted: 6, transactionsForgotten: 8, partitionsDropped: 5 },
    });
    await expect(Promise.all(history.old.map(get))).resolves.toEqual([404, 404, 404, 404, 404]);
    await expect(Promise.all([...history.next, ...history.young].map(get))).resolves.toEqual(
      [...history.next, ...history.young].map(() => 200),
    );
    const list = await customer.get('/v1/evaluations?limit=100');
    expect(list.body.data).toHaveLength(history.next.length + history.young.length);
    await expect(partitionsOf(api.database, OLD)).resolves.toEqual(['audit_entries', 'audit_leaves']);
    await expect(partitionsOf(api.database, NEXT)).resolves.toEqual(ALL);
    expect([await left('transaction_keys'), await left('outcomes'), await left('reviews')]).toEqual([
      6, 1, 0,
    ]);
    today();
    await expect(maintenance.run()).resolves.toMatchObject({ partitionsDropped: 5 });
    await expect(Promise.all(history.young.map(get))).resolves.toEqual([200, 200, 200]);
    await expect(maintenance.run()).resolves.toMatchObject({
      ...{ profilesSnapshotted: 0, transactionsForgotten: 0, partitionsDropped: 0 },
    });
  });

  it('goes with its events and what became of each of them', async () => {
    const planting = { database: api.database, customer };
    const endpointId = await plantEndpoint(planting);
    const tried = async (ago: number): Promise<string> => {
      const at = new Date(startOfMonth(ago) + 2 * DAY_MS);
      const { id, eventId } = await plantDelivery(planting, { endpointId, at });
      await plantAttempt(planting, { endpointId, eventId, number: 1, responseStatus: 204 });
      return id;
    };
    const [old, next] = [await tried(OLD), await tried(NEXT)];
    whenOverAge(OLD);
    await maintenance.run();
    today();
    expect((await customer.get(`/v1/deliveries/${old}`)).status).toBe(404);
    const kept = await customer.get(`/v1/deliveries/${next}`);
    expect(kept.body.attempts).toMatchObject([{ number: 1, responseStatus: 204 }]);
    const { body } = await customer.get(`/v1/webhook-endpoints/${endpointId}/deliveries`);
    expect(body.data).toMatchObject([{ id: next }]);
    await expect(left('delivery_attempts')).resolves.toBe(1);
  });

  it('stays until its last day is as old as the setting says', async () => {
    setClock(api.app, startOfMonth(OLD - 1) + RETENTION_DAYS * DAY_MS - 1);
    await expect(maintenance.run()).resolves.toMatchObject({ partitionsDropped: 0 });
    await expect(Promise.all(history.old.map(get))).resolves.toEqual([200, 200, 200, 200, 200]);
  });

  it('has left its profiles as they were, and in snapshots what rebuilds them', async () => {
    for (const when of [
      () => {
        whenOverAge(OLD);
      },
      today,
    ]) {
      when();
      await maintenance.run();
      const live = await storedProfiles(api.database, customer.tenantId);
      expect(differencesOf(live, history.profiles)).toEqual([]);
      await expect(rebuilding.rebuild(customer.tenantId, { isDryRun: true })).resolves.toMatchObject({
        differed: 0,
      });
      await expectRebuiltAsLive();
    }
  });

  it('may be told of until it goes: its snapshot learns', async () => {
    const [, , , told, open] = history.old;
    await rebuilding.snapshot(customer.tenantId);
    today();
    for (const label of ['legitimate', 'fraud']) {
      const { status } = await tell(customer, { id: told?.id ?? '' }, { label });
      expect(status).toBe(201);
    }
    await tell(customer, { id: open?.id ?? '' }, { label: 'fraud' });
    await maintenance.run();
    await expectRebuiltAsLive();
  });

  it('makes its transactions new: they are decided, and nothing is told of what is gone', async () => {
    whenOverAge(OLD);
    await maintenance.run();
    const onPurpose = history.next.at(-1);
    for (const { id } of [{ id: history.old[0]?.id ?? '' }, { id: onPurpose?.id ?? '' }]) {
      const { status, body } = await tell(customer, { id }, { label: 'fraud' });
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
    }
    today();
    const { status, headers, body } = await customer.post('/v1/evaluations', again);
    expect([status, headers.has('Idempotent-Replayed')]).toEqual([201, false]);
    expect(history.old.map(({ id }) => id)).not.toContain(body.id);
    const told = await tell(customer, { id: body.id }, { label: 'fraud' });
    expect(told.status).toBe(201);
    await expectRebuiltAsLive();
    // The month of its evaluation on purpose goes too: the new one's key and outcome are its own.
    await maintenance.run();
    const repeated = await customer.post('/v1/evaluations', again);
    expect(repeated.headers.get('Idempotent-Replayed')).toBe('true');
    expect(repeated.body).toMatchObject({ id: body.id, outcome: told.body });
    await expectRebuiltAsLive();
  });

  it('keeps nobody waiting, though somebody else is just reading', async () => {
    today();
    const reader = new Client({ connectionString: api.database.urls.owner });
    await reader.connect();
    await reader.query('begin');
    await reader.query('lock table evaluations in access share mode');
    const maintained = maintenance.run();
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      statuses.push((await customer.post('/v1/evaluations', aTransaction(FULL))).status);
    }
    await reader.query('commit');
    await reader.end();
    expect(new Set(statuses)).toEqual(new Set([201]));
    await maintained;
    await maintenance.run();
    await expect(partitionsOf(api.database, NEXT)).resolves.toEqual(['audit_entries', 'audit_leaves']);
    await expectRebuiltAsLive();
  });

  it('leaves its audit entries for a year', async () => {
    const before = await left('audit_entries');
    today();
    await maintenance.run();
    await expect(left('audit_entries')).resolves.toBe(before);
  });

  it('leaves the hashes of its audit entries, so that what was proven before still holds', async () => {
    const settings = api.app.get<Settings>(SETTINGS, { strict: false });
    Object.assign(settings, { auditRetentionDays: RETENTION_DAYS });
    await onceAllSealed(api.database);
    const keys = await publishedKeys(api.url);
    const before = await checkpointOver(customer, keys, 1);
    const leaves = await left('audit_leaves');
    expect(leaves).toBe(before.size);
    today();
    await maintenance.run();
    await expect(partitionsOf(api.database, OLD)).resolves.toEqual([]);
    const kept = await left('audit_leaves');
    expect([kept < leaves, kept]).toEqual([true, await left('audit_entries')]);

    await customer.post('/v1/evaluations', aTransaction());
    const after = await checkpointOver(customer, keys, before.size + 1);
    const { body } = await customer.get(`/v1/audit/consistency?from=${before.size}&to=${after.size}`);
    const hashes = (body.hashes as string[]).map((hash) => Buffer.from(hash, 'base64'));
    const heads = { from: before.size, to: after.size, fromRoot: before.root, toRoot: after.root };
    expect(verifyConsistency({ ...heads, hashes })).toBe(true);
    // Behind the last that is gone. The sign-up's entries are of today, and lie before it.
    const exported = String((await customer.get('/v1/audit/export')).body)
      .trimEnd()
      .split('\n');
    const { firstIndex, treeSize } = JSON.parse(exported[0] ?? '') as {
      firstIndex: number;
      treeSize: number;
    };
    expect(firstIndex).toBeGreaterThanOrEqual(leaves - kept);
    expect(exported).toHaveLength(1 + treeSize - firstIndex);
  });

  it('leaves its audit entries for as long as evaluations are shown with their receipts', async () => {
    const settings = api.app.get<Settings>(SETTINGS, { strict: false });
    Object.assign(settings, { auditRetentionDays: RETENTION_DAYS, evaluationRetentionDays: 400 });
    today();
    await maintenance.run();
    const { status, body } = await customer.get(`/v1/evaluations/${history.old[0]?.id ?? ''}`);
    expect({ status, receipt: body.receipt }).toEqual({ status: 200, receipt: history.old[0]?.receipt });
    Object.assign(settings, { evaluationRetentionDays: RETENTION_DAYS });
    await maintenance.run();
    await expect(partitionsOf(api.database, OLD)).resolves.toEqual([]);
    await expect(partitionsOf(api.database, NEXT)).resolves.toEqual([]);
  });
});

describe('a clock that is wrong', () => {
  it('by years in the worker drops nothing that is young by the database’s own', async () => {
    setClock(api.app, Date.now() + 3_650 * DAY_MS);
    await maintenance.run();
    await expect(partitionsOf(api.database, YOUNG)).resolves.toEqual(ALL);
    today();
    await expect(Promise.all(history.young.map(get))).resolves.toEqual([200, 200, 200]);
  });

  it.each([
    ['a young month', `'evaluations', date_trunc('month', now())::date`, /too young/],
    ['what is not partitioned', `'profiles', '2020-01-01'`, /not a table that is partitioned/],
    ['what is none', `'evaluations; drop table tenants', '2020-01-01'`, /not a table that is partitioned/],
  ])('or a mistake: %s is not dropped', async (_, args, message) => {
    await expect(api.database.queryAs('system', `select drop_month_partition(${args})`)).rejects.toThrow(
      message,
    );
    await expect(api.database.queryAs('app', `select drop_month_partition(${args})`)).rejects.toThrow(
      /permission denied/,
    );
  });
});
