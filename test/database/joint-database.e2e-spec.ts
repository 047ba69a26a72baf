import { allInOrder } from '@libs/database/all-in-order';
import { JointDatabase } from '@libs/database/joint-database';
import type { JointTx, JointWork } from '@libs/database/joint-database';
import type { TenantStatements } from '@libs/database/statement';
import { toTenantId } from '@libs/database/tenant-id';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

const [ANA, BOB] = ['01970000-0000-7000-8000-00000000000a', '01970000-0000-7000-8000-00000000000b'].map(
  toTenantId,
) as [ReturnType<typeof toTenantId>, ReturnType<typeof toTenantId>];

let database: TestDatabase;
let joint: JointDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  joint = new JointDatabase(database.urls.app);
});
afterEach(async () => {
  await joint.close();
  await database.drop();
});

const insert = (tx: TenantStatements, entity: string, tenantId: string = tx.tenantId): Promise<unknown[]> =>
  tx.query({
    name: 'insert',
    text: `insert into profiles (tenant_id, kind, entity_id, state) values ($1, 'customer', $2, '{}')`,
    values: [tenantId, entity],
  });
const select = (tx: TenantStatements): Promise<{ entity_id: string }[]> =>
  tx.query({ name: 'select', text: 'select entity_id from profiles order by 1', values: [] });
const nothing: JointWork<null, null>['gather'] = () => Promise.resolve(null);
const run = <T>(record: (tx: JointTx) => Promise<T>): Promise<T> =>
  joint.run({ gather: (tx) => Promise.resolve(tx), record });
const stored = async (): Promise<string[]> => {
  const rows = await database.query<{ row: string }>(
    `select right(tenant_id::text, 1) || ' ' || entity_id as row from profiles order by 1`,
  );
  return rows.map(({ row }) => row);
};

describe('a joint transaction', () => {
  it('lets each tenant write and see its own rows, in whatever order they come', async () => {
    await run((tx) =>
      allInOrder([insert(tx.of(ANA), 'c-1'), insert(tx.of(BOB), 'c-2'), insert(tx.of(ANA), 'c-3')]),
    );
    const [ofAna, ofBob] = await run((tx) => allInOrder([select(tx.of(ANA)), select(tx.of(BOB))]));
    expect(ofAna).toEqual([{ entity_id: 'c-1' }, { entity_id: 'c-3' }]);
    expect(ofBob).toEqual([{ entity_id: 'c-2' }]);
  });

  it("is refused a row of another tenant's by the database, and leaves nothing behind", async () => {
    const both = run((tx) => allInOrder([insert(tx.of(ANA), 'c-1'), insert(tx.of(ANA), 'c-2', BOB)]));
    await expect(both).rejects.toThrow('row-level security');
    await expect(stored()).resolves.toEqual([]);
  });

  it('tells the error of the statement that failed, not those of the ones behind it, and can go on', async () => {
    await run((tx) => insert(tx.of(ANA), 'c-1'));
    const failing = run((tx) =>
      allInOrder([insert(tx.of(BOB), 'c-9'), insert(tx.of(ANA), 'c-1'), insert(tx.of(BOB), 'c-8')]),
    );
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    await run((tx) => insert(tx.of(BOB), 'c-2'));
    await expect(stored()).resolves.toEqual(['a c-1', 'b c-2']);
  });

  it('never takes the rollback of an aborted transaction for a commit', async () => {
    const swallowing = run(async (tx) => {
      const first = insert(tx.of(ANA), 'c-1', BOB);
      const second = insert(tx.of(ANA), 'c-2');
      await Promise.allSettled([first, second]);
    });
    await expect(swallowing).rejects.toThrow('rolled back');
    await expect(stored()).resolves.toEqual([]);
  });

  it('leaves no tenant bound on its connection', async () => {
    await run((tx) => insert(tx.of(ANA), 'c-1'));
    for (let connections = 0; connections < 4; connections += 1) {
      const rows = await run((tx) =>
        tx.of(BOB).query<{ seen: number }>({
          name: 'count',
          text: `select count(*)::int as seen from profiles where tenant_id = $1`,
          values: [ANA],
        }),
      );
      expect(rows).toEqual([{ seen: 0 }]);
    }
  });

  it('refuses what is sent behind its end', async () => {
    const kept: JointTx[] = [];
    await joint.run({
      gather: (tx) => {
        kept.push(tx);
        return nothing(tx);
      },
      record: () => Promise.resolve(null),
    });
    const late = kept.map((tx) => insert(tx.of(ANA), 'c-1'));
    expect(late).toHaveLength(1);
    await expect(Promise.all(late)).rejects.toThrow('after the end');
    await expect(stored()).resolves.toEqual([]);
  });

  it('fails what is under way on a connection that breaks, and the next one has another', async () => {
    const broken = run((tx) =>
      tx.of(ANA).query({ name: 'kill', text: 'select pg_terminate_backend(pg_backend_pid())', values: [] }),
    );
    await expect(broken).rejects.toThrow();
    await run((tx) => insert(tx.of(ANA), 'c-1'));
    await expect(stored()).resolves.toEqual(['a c-1']);
  });
});
