import { setTimeout as sleep } from 'node:timers/promises';
import { createDataSource } from '@libs/database/data-source';
import { isDatabaseUnreachable } from '@libs/database/database-error';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { DataSource } from 'typeorm';
import { schema } from '../../src/schema';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

const TENANT = toTenantId('01970000-0000-7000-8000-00000000000a');

describe("a tenant's transaction whose connection is cut between two statements", () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    const connection = { url: database.urls.app, applicationName: 'broken', poolSize: 1 };
    app = await createDataSource(schema, connection).initialize();
  });
  afterAll(async () => {
    await app.destroy();
    await database.drop();
  });

  it('fails as one whose database is away, and the next one works', async () => {
    const tenants = new TenantDatabase(app);
    const select = { name: 'one', text: 'select 1 as one', values: [] };
    const cut = tenants.run(TENANT, async (tx) => {
      await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'broken' and datname = current_database()`,
      );
      await sleep(100);
      return tx.query(select);
    });
    const error: unknown = await cut.catch((thrown: unknown) => thrown);
    expect({ error: String(error), isUnreachable: isDatabaseUnreachable(error) }).toMatchObject({
      isUnreachable: true,
    });
    await expect(tenants.run(TENANT, (tx) => tx.query(select))).resolves.toEqual([{ one: 1 }]);
  });
});
