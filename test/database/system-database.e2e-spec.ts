import { allInOrder } from '@libs/database/all-in-order';
import { createDataSource } from '@libs/database/data-source';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { newUuid } from '@libs/ids/typeid';
import { schema } from '../../src/schema';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

const TENANT = '01970000-0000-7000-8000-00000000000a';

let database: TestDatabase;
let system: SystemDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  const { system: url } = database.urls;
  const source = createDataSource(schema, { url, applicationName: 'test', poolSize: 1 });
  system = new SystemDatabase(await source.initialize(), url);
});
afterEach(async () => {
  await system.close();
  await database.drop();
});

const insert = (query: Query, event: number): Promise<{ n: string }[]> =>
  query({
    name: 'insert',
    text: `insert into deliveries (tenant_id, endpoint_id, event_id, id, event_type, status, due_at, created_at)
           values ($1, $1, $2, $2, 'key.created', 'pending', now(), now()) returning right(event_id::text, 1) as n`,
    values: [TENANT, newUuid(Date.now()).replace(/.$/, String(event))],
  });
const fail = (query: Query): Promise<unknown[]> => query({ name: 'fail', text: 'select 1 / 0', values: [] });
const stored = async (): Promise<string[]> => {
  const rows = await database.query<{ n: string }>(
    'select right(event_id::text, 1) as n from deliveries order by 1',
  );
  return rows.map(({ n }) => n);
};

describe('a transaction by keys', () => {
  it('commits what was gathered and what was recorded because of it', async () => {
    const result = await system.recordByKeys({
      gather: (query) => insert(query, 1),
      record: async (query, [first]) => [first, ...(await insert(query, 2))],
    });
    expect(result).toEqual([{ n: '1' }, { n: '2' }]);
    await expect(stored()).resolves.toEqual(['1', '2']);
  });

  it.each<[string, (query: Query) => Promise<unknown>, (query: Query) => Promise<unknown>]>([
    ['what is gathered', fail, (query) => insert(query, 2)],
    ['what is recorded', (query) => insert(query, 1), fail],
    [
      'something between',
      (query) => allInOrder([insert(query, 1), fail(query), insert(query, 3)]),
      (query) => insert(query, 2),
    ],
  ])('leaves nothing where %s fails, says why, and the next one goes on', async (_, gather, record) => {
    await expect(system.recordByKeys({ gather, record })).rejects.toThrow('division by zero');
    await expect(stored()).resolves.toEqual([]);
    await expect(system.runByKeys((query) => insert(query, 4))).resolves.toEqual([{ n: '4' }]);
    await expect(stored()).resolves.toEqual(['4']);
  });

  it('reads no table whole, whatever the planner knows of it', async () => {
    const plan = await system.runByKeys((query) =>
      query<Record<string, string>>({
        name: 'explain',
        text: 'explain select from deliveries where tenant_id = $1 and endpoint_id = $1 and event_id > $1',
        values: [TENANT],
      }),
    );
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(lines).toContain('Index');
    expect(lines).not.toContain('Seq Scan');
  });
});
