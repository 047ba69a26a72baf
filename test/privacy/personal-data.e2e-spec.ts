import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PERSONAL_DATA, personalDataMarkdown } from '../../src/privacy/personal-data/personal-data';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

const PAGE = join(__dirname, '../../docs/privacy.md');
const FROM = '<!-- personal data -->\n';
const TO = '<!-- /personal data -->';

describe('the list of personal data', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('has a line for every column of every table, and for no other', async () => {
    const rows = await database.query<{ name: string }>(
      `select c.relname || '.' || a.attname as name
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    const listed = PERSONAL_DATA.flatMap(({ table, personal, others }) =>
      [...personal.map(({ column }) => column), ...others].map((column) => `${table}.${column}`),
    );
    expect(listed.sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('is what docs/privacy.md shows', () => {
    const page = readFileSync(PAGE, 'utf8');
    const [before = '', rest = ''] = page.split(FROM);
    const [, after = ''] = rest.split(TO);
    const made = `${before}${FROM}\n${personalDataMarkdown()}\n\n${TO}${after}`;
    if (process.env['UPDATE_SNAPSHOTS'] === '1') writeFileSync(PAGE, made);
    expect(readFileSync(PAGE, 'utf8')).toBe(made);
  });
});
