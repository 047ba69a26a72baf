import { createDataSource } from '@libs/database/data-source';
import { schema } from '../../src/schema';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { expectKeptFile } from './kept-file';
import { schemaText } from './schema-text';

// Checks are the database's own: entities don't repeat them, schema.txt has them. So is the one foreign key, between two
// modules that know nothing of each other.
const NOT_DESCRIBED = /^ALTER TABLE "\w+" DROP CONSTRAINT "(?:\w+_check|api_keys_agent)"$/;

describe('the schema that the migrations make', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is the one that the entities describe', async () => {
    const dataSource = createDataSource(schema, {
      url: database.urls.owner,
      applicationName: 'drift',
      poolSize: 1,
    });
    await dataSource.initialize();
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query).filter((query) => !NOT_DESCRIBED.test(query))).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  // Entities say nothing of policies, triggers, functions and partitions.
  it('is the one in schema.txt, whose changes a reviewer sees', async () => {
    expectKeptFile('test/architecture/schema.txt', await schemaText(database));
  });
});
