import { formatId, newUuid, parseId } from '@libs/ids/typeid';
import { toTenantId } from '@libs/database/tenant-id';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { MaintenanceService } from '../../src/operations/maintenance.service';
import { ExportDestruction } from '../../src/privacy/exports/export-destruction';
import { said } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { freeClock, setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { erase, untilAsleep } from './erasure-steps';
import { download, exportOnce, EXPORTS, hasEnded, openExport, startExport } from './export-steps';
import { plantExport } from './planted-export';

const DAY_MS = 86_400_000;

let api: TestApi;
let customer: Customer;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterEach(() => {
  freeClock(api.app);
});

const ofTenant = <Row extends Record<string, unknown>>(sql: string, ...more: unknown[]): Promise<Row[]> =>
  api.database.query<Row>(sql, [uuidOfTenant(customer.tenantId), ...more]);

/** One that nobody takes up. */
async function plantOpen(status: 'queued' | 'running' = 'queued', over = ''): Promise<string> {
  const id = newUuid(Date.now());
  await ofTenant(
    `insert into exports (tenant_id, id, status, progress, place, parts, steps, pieces, size_bytes, tries,
                          lease_until, created_at)
     values ($1, $2, '${status}', 0, '{"stage":"reading","part":null,"after":null}', '[]', 0, 0, 0, 0,
             '2100-01-01', now()${over})`,
    id,
  );
  return formatId('export', id);
}

const plant = (completedAt = new Date()): Promise<string> =>
  plantExport({ database: api.database, customer, completedAt });

const statusOf = async (id: string): Promise<unknown> => (await customer.get(`${EXPORTS}/${id}`)).body.status;

/** How many pieces of archives are there. */
async function pieces(): Promise<number> {
  const [row] = await ofTenant<{ count: number }>(
    'select count(*)::int as count from export_pieces where tenant_id = $1',
  );
  return row?.count ?? -1;
}

describe('the oldest of those that are kept', () => {
  it('stays erased where that comes while another is asked for', async () => {
    const [oldest = ''] = await Promise.all(
      [5, 4, 3, 2, 1].map((days) => plant(new Date(Date.now() - days * DAY_MS))),
    );
    const erasing = api.database.query(
      `begin; update exports set status = 'erased' where id = '${parseId('export', oldest)}'; select pg_sleep(1); commit`,
    );
    await untilAsleep(api.database);
    expect((await customer.post(EXPORTS, {})).status).toBe(202);
    await erasing;
    expect(await statusOf(oldest)).toBe('erased');
  });
});

describe('an export that is asked for', () => {
  it('is told of: accepted, listed, completed, and an event for who wants to know', async () => {
    const answer = await customer.post(EXPORTS, {});
    expect(answer.status).toBe(202);
    expect(answer.headers.get('Location')).toBe(`${EXPORTS}/${answer.body.id}`);
    expect(answer.body).toEqual({
      ...{ id: expect.stringMatching(/^export_/), status: 'queued', progress: 0, parts: [], sizeBytes: 0 },
      ...{ sha256: null, failure: null, createdAt: expect.any(String), completedAt: null, expiresAt: null },
    });
    const ended = await exportOnce(customer, answer.body.id);
    expect(ended).toMatchObject({
      status: 'completed',
      progress: 1,
      sha256: expect.stringMatching(/^\w{64}$/),
    });
    expect(Date.parse(ended.expiresAt) - Date.parse(ended.completedAt)).toBe(7 * DAY_MS);
    const { bytes } = await download(api.url, customer, ended.id);
    expect(bytes.length).toBe(ended.sizeBytes);
    const { manifest } = openExport(bytes);
    const counts = (all: { name: string; rows: number; bytes: number }[]): unknown =>
      all.map(({ name, rows, bytes: size }) => ({ name, rows, bytes: size }));
    expect(counts(manifest.parts)).toEqual(counts(ended.parts));
    expect((await customer.get(EXPORTS)).body).toEqual({ data: [ended], nextCursor: null });
    const { body: events } = await customer.get('/v1/events?type=export.*');
    expect(events.data).toMatchObject([{ type: 'export.completed', data: ended }]);
    const noted = await ofTenant<{ action: string }>(
      `select action from audit_entries where tenant_id = $1 and action like 'export.%' order by id`,
    );
    expect(noted.map(({ action }) => action)).toEqual([
      ...['export.requested', 'export.completed', 'export.downloaded'],
    ]);
  });

  it.each(['queued', 'running'] as const)('is refused while one is %s, raced too', async (status) => {
    await plantOpen(status);
    const answers = await Promise.all([1, 2, 3].map(() => customer.post(EXPORTS, {})));
    expect(answers.map(said)).toEqual([1, 2, 3].map(() => [409, 'conflict']));
  });

  it('is one of those that are asked for at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => customer.post(EXPORTS, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
  });

  it('is one of twenty within a day', async () => {
    for (let n = 0; n < 20; n += 1) await plant();
    expect(await customer.post(EXPORTS, {})).toMatchObject({ status: 409, body: { code: 'conflict' } });
    await ofTenant(
      `update exports set created_at = now() - interval '25 hours'
        where tenant_id = $1 and id = (select id from exports where tenant_id = $1 limit 1)`,
    );
    expect((await customer.post(EXPORTS, {})).status).toBe(202);
  });

  it('is one of five that are kept: the oldest can be downloaded no more, and its archive goes', async () => {
    const kept: string[] = [];
    for (let n = 6; n > 1; n -= 1) kept.push(await plant(new Date(Date.now() - n * 3_600_000)));
    const id = await startExport(customer);
    await exportOnce(customer, id);
    const [oldest = '', ...others] = kept;
    expect(await Promise.all([oldest, ...others].map(statusOf))).toEqual([
      ...['expired', 'completed', 'completed', 'completed', 'completed'],
    ]);
    expect(await download(api.url, customer, oldest)).toMatchObject({ status: 410 });
    const before = await pieces();
    await api.app.get(MaintenanceService, { strict: false }).run();
    expect(await pieces()).toBe(before - 1);
    expect((await download(api.url, customer, others[0] ?? '')).status).toBe(200);
  });
});

describe('an archive', () => {
  it.each(['queued', 'running'] as const)('is not there while its export is %s', async (status) => {
    const { status: answered, bytes } = await download(api.url, customer, await plantOpen(status));
    expect([answered, JSON.parse(String(bytes)).code]).toEqual([409, 'conflict']);
  });

  it('is there for seven days to the millisecond; then it is gone, and later so are its bytes and its row', async () => {
    const completedAt = new Date();
    const id = await plant(completedAt);
    const endsAtMs = completedAt.getTime() + 7 * DAY_MS;
    setClock(api.app, endsAtMs - 1);
    expect(await statusOf(id)).toBe('completed');
    expect((await download(api.url, customer, id)).status).toBe(200);
    setClock(api.app, endsAtMs);
    expect(await statusOf(id)).toBe('expired');
    const gone = await download(api.url, customer, id);
    expect([gone.status, JSON.parse(String(gone.bytes)).code]).toEqual([410, 'erased']);
    expect(await pieces()).toBe(1);

    const report = await api.app.get(MaintenanceService, { strict: false }).run();
    expect(report.exportPiecesExpired).toBeGreaterThan(0);
    expect(await pieces()).toBe(0);
    expect(await statusOf(id)).toBe('expired');
    setClock(api.app, completedAt.getTime() + 90 * DAY_MS);
    await api.app.get(MaintenanceService, { strict: false }).run();
    expect((await customer.get(`${EXPORTS}/${id}`)).status).toBe(404);
  });

  it('that is young survives maintenance', async () => {
    const id = await plant();
    await plantOpen('running');
    await api.app.get(MaintenanceService, { strict: false }).run();
    expect((await download(api.url, customer, id)).status).toBe(200);
    expect(await ofTenant('select 1 from exports where tenant_id = $1')).toHaveLength(2);
  });

  it('of another tenant is not found, nor is its export', async () => {
    const id = await plant();
    const stranger = await signUp(api.url);
    for (const answer of [await download(api.url, stranger, id), await stranger.get(`${EXPORTS}/${id}`)])
      expect(answer.status).toBe(404);
    expect((await stranger.get(EXPORTS)).body.data).toEqual([]);
    expect((await download(api.url, customer, 'export_nonsense')).status).toBe(404);
  });

  it('needs a key that may read what is private', async () => {
    const id = await plant();
    const made = await customer.post('/v1/api-keys', { name: 'Other', scopes: ['evaluations:read'] });
    const answer = await download(api.url, { key: made.body.secret }, id);
    expect([answer.status, JSON.parse(String(answer.bytes)).code]).toEqual([403, 'scope_missing']);
  });
});

describe('an erasure', () => {
  const destroyAll = (): Promise<number> =>
    api.app
      .get(TenantDatabase, { strict: false })
      .run(toTenantId(uuidOfTenant(customer.tenantId)), (tx) =>
        api.app.get(ExportDestruction, { strict: false }).destroyAll(tx),
      );

  it('destroys what could be downloaded, and what is being made', async () => {
    const done = await plant();
    const open = await plantOpen('running');
    const failed = await plantOpen();
    await ofTenant(
      `update exports set status = 'failed', failure = 'So it was.' where tenant_id = $1 and id = $2`,
      parseId('export', failed),
    );
    const stranger = await signUp(api.url);
    const theirs = await plantExport({ database: api.database, customer: stranger });
    expect(await destroyAll()).toBe(2);
    expect(await pieces()).toBe(0);
    expect(await Promise.all([done, open, failed].map(statusOf))).toEqual(['erased', 'erased', 'failed']);
    expect(await download(api.url, customer, done)).toMatchObject({ status: 410 });
    expect((await download(api.url, stranger, theirs)).status).toBe(200);
    expect(await destroyAll()).toBe(0);
  });

  it('takes a large archive away in slices, before the transaction that others wait for', async () => {
    const large = Array.from({ length: 45 }, () => Buffer.from('a piece'));
    const id = await plantExport({ database: api.database, customer, pieces: large });
    const destruction = api.app.get(ExportDestruction, { strict: false });
    const left = { destroySome: [] as number[], destroyAll: [] as number[] };
    for (const method of ['destroySome', 'destroyAll'] as const) {
      const original = destruction[method].bind(destruction);
      const counted = async (tx: TenantTx): Promise<unknown> => {
        // Not of its sandbox, which is erased as well.
        if (tx.tenantId === uuidOfTenant(customer.tenantId)) left[method].push(await pieces());
        return original(tx);
      };
      Object.assign(destruction, { [method]: counted });
    }
    const erased = await erase(customer, { kind: 'customer', id: 'nobody' });
    expect(erased).toMatchObject({ status: 'completed', counts: { exports: 1 } });
    // It goes through everything once more where something came meanwhile.
    const [first, second, third, ...later] = left.destroySome;
    expect([first, second, third]).toEqual([45, 25, 5]);
    expect(new Set([...later, ...left.destroyAll])).toEqual(new Set([0]));
    expect(await statusOf(id)).toBe('erased');
  });

  it('leaves nothing of one that is under way, which stops', async () => {
    const items = Array.from({ length: 50 }, () => ({
      ...{ transactionId: newUuid(Date.now()), amount: 1, currency: 'EUR', customer: { id: 'c' } },
    }));
    await customer.post('/v1/evaluations/batch', { items });
    const id = await startExport(customer);
    await exportOnce(customer, id, ({ parts }: Answer['body']) => parts.length > 2);
    await destroyAll();
    expect(await exportOnce(customer, id, hasEnded)).toMatchObject({
      status: expect.stringMatching('erased'),
    });
    expect(await pieces()).toBe(0);
  });
});
