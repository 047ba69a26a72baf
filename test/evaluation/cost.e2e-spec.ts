import { setTimeout as sleep } from 'node:timers/promises';
import { aTransaction, signUp } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { inParallel } from './in-parallel';

const CONNECTIONS = 16;
const DECISIONS = 400;

let api: TestApi;

jest.setTimeout(90_000);

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

/** Rows that the server has looked at in all tables but the workers' clock, as soon as it has counted them all. */
async function rowsRead(): Promise<number> {
  let before = -1;
  for (;;) {
    const [{ read }] = (await api.database.query<{ read: number }>(
      `select sum(seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables
        where schemaname = 'public' and relname <> 'recurring_tasks'`,
    )) as [{ read: number }];
    if (read === before) return read;
    before = read;
    // A session tells what it did at most once a second.
    await sleep(1_500);
  }
}

describe('a decision', () => {
  it('reads rows of its own entities and no others, though nobody has analysed the tables yet', async () => {
    const customer = await signUp(api.url);
    const decide = (): Promise<unknown> =>
      inParallel(CONNECTIONS, Array.from({ length: DECISIONS }), (_, n) =>
        customer.post(
          '/v1/evaluations',
          aTransaction({
            instrument: { id: `i-${n}` },
            device: { id: `d-${n}`, ip: `203.0.113.${n % 250}` },
          }),
        ),
      );
    await decide();
    const before = await rowsRead();
    await decide();
    const each = ((await rowsRead()) - before) / DECISIONS;
    expect(each).toBeGreaterThan(1);
    expect(each).toBeLessThan(40);
  });
});
