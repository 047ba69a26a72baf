import { parseId } from '@libs/ids/typeid';
import { toTenantId } from '@libs/database/tenant-id';
import { ExportSlices } from '../../src/privacy/exports/export-slices';
import { ExportTurns } from '../../src/privacy/exports/export-turns';
import { CrashingDatabase } from '../billing/crashing-database';
import { uuidOfTenant } from '../evaluation/books';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { multiplyEvaluations } from '../support/many-evaluations';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { download, EXPORTS, hasEnded, openExport, startExport } from './export-steps';

/** With slices of this size a few of them, each of several files. */
const EVALUATIONS = 600;
const SLICE_BYTES = 200_000;

let api: TestApi;
let crashing: CrashingDatabase;
let customer: Customer;
let takeAllDue: () => Promise<void>;
beforeAll(async () => {
  api = await startTestApi();
  // Whoever takes up exports here is the test.
  const turns = api.app.get(ExportTurns, { strict: false });
  takeAllDue = turns.takeAllDue.bind(turns);
  Object.assign(turns, { takeAllDue: () => Promise.resolve() });
  crashing = new CrashingDatabase(api.app);
  customer = await signUp(api.url);
  await customer.post('/v1/evaluations/batch', { items: Array.from({ length: 100 }, () => aTransaction()) });
  const copies = EVALUATIONS / 100 - 1;
  await multiplyEvaluations(api.database, uuidOfTenant(customer.tenantId), { copies, stepMs: 500 });
  Object.assign(api.app.get(ExportSlices, { strict: false }), { sliceBytes: SLICE_BYTES });
});
afterAll(() => api.stop());
afterEach(async () => {
  await api.database.query('delete from exports');
  await api.database.query('delete from export_pieces');
});

const shown = async (id: string): Promise<{ status: string; failure: string | null }> =>
  (await customer.get(`${EXPORTS}/${id}`)).body as { status: string; failure: string | null };

/** What is read at the end besides: else it would never be read to the end. */
async function piecesToCheck(): Promise<number> {
  const [row] = await api.database.query<{ more: number }>(
    `select case when place ->> 'stage' = 'checking' then 2 * pieces - 2 else 0 end as more from exports`,
  );
  return row?.more ?? 0;
}

/** Takes it up until it has ended, dying each time so many transactions later; how often it was taken up. */
async function dyingEachTime(id: string, steps: number): Promise<number> {
  const turns = api.app.get(ExportTurns, { strict: false });
  const tenantId = toTenantId(uuidOfTenant(customer.tenantId));
  for (let taken = 1; taken < 100; taken += 1) {
    const more = await piecesToCheck();
    await crashing.during(steps + more, () => turns.take(tenantId, parseId('export', id) ?? ''));
    if (hasEnded(await shown(id))) return taken;
    await api.database.query(`update exports set lease_until = now() - interval '1 second'`);
  }
  throw new Error('it does not come to an end');
}

describe('an export whose worker dies again and again', () => {
  // Odd: behind a commit; even: before the next transaction. Seven is the first at which every step can be done.
  it.each([7, 8, 9, 10, 13])(
    'after %i beginnings and ends of transactions, holds each row once',
    async (steps) => {
      const id = await startExport(customer);
      const taken = await dyingEachTime(id, steps);
      expect(taken).toBeGreaterThan(2);
      expect(await shown(id)).toMatchObject({ status: 'completed' });
      const { parts } = openExport((await download(api.url, customer, id)).bytes);
      const ids = (parts['evaluations'] ?? []).map((line) => line['id']);
      expect([ids.length, new Set(ids).size]).toEqual([EVALUATIONS, EVALUATIONS]);
    },
  );

  it('before it gets on, fails after five tries and says so', async () => {
    const id = await startExport(customer);
    expect(await dyingEachTime(id, 4)).toBe(6);
    expect(await shown(id)).toMatchObject({
      ...{ status: 'failed', failure: 'Something went wrong on our side. It is logged.' },
    });
    expect(await download(api.url, customer, id)).toMatchObject({ status: 409 });
    expect((await customer.post(EXPORTS, {})).status).toBe(202);
  });
});

describe('an export that can’t be made', () => {
  it('is tried again a little later each time, five times, and then fails', async () => {
    await api.database.query('alter table reviews rename to lost_reviews');
    const id = await startExport(customer);
    const waits: number[] = [];
    for (let tries = 0; tries < 20 && !hasEnded(await shown(id)); tries += 1) {
      await takeAllDue();
      const [row] = await api.database.query<{ waits: number }>(
        'select extract(epoch from lease_until - now())::float8 as waits from exports',
      );
      if (row !== undefined) waits.push(row.waits);
      await api.database.query(
        `update exports set lease_until = now() - interval '1 second' where status = 'running'`,
      );
    }
    await api.database.query('alter table lost_reviews rename to reviews');
    expect(await shown(id)).toMatchObject({
      ...{ status: 'failed', failure: 'Something went wrong on our side. It is logged.' },
    });
    expect(waits.length).toBe(6);
    expect(waits.slice(0, 3)).toEqual(waits.slice(0, 3).sort((a, b) => a - b));
    expect(waits[0]).toBeGreaterThan(0);
  });
});
