import { columnParameter } from '@libs/database/column-parameter';
import type { ElementType, ElementValues } from '@libs/database/column-parameter';
import fc from 'fast-check';
import { Client } from 'pg';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.urls.app });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Without what PostgreSQL's text can't hold. */
const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
const anyOf: { readonly [Type in ElementType]: fc.Arbitrary<ElementValues[Type]> } = {
  uuid: fc.uuid(),
  text,
  json: fc.jsonValue().map((value) => JSON.stringify(value).replaceAll('\\u0000', '')),
  bytea: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  int4: fc.integer(),
  timestamptz: fc.date({
    min: new Date('1970-01-01T00:00:00Z'),
    max: new Date('2200-01-01T00:00:00Z'),
    noInvalidDate: true,
  }),
};

/** Each value as PostgreSQL sees it, one a row. */
async function throughPostgres(type: ElementType, parameter: Buffer): Promise<(string | null)[]> {
  const { rows } = await client.query<{ value: string | null }>(
    `select (${type === 'timestamptz' ? 'extract(epoch from x) * 1000' : 'x'})::text as value
       from unnest($1::${type}[]) with ordinality u(x, n) order by n`,
    [parameter],
  );
  return rows.map(({ value }) => value);
}

function seenAs(value: ElementValues[ElementType] | null): string | null {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
  return value instanceof Date ? `${value.getTime()}.000000` : String(value);
}

describe('a column as a parameter', () => {
  it.each(Object.keys(anyOf) as ElementType[])(
    'of %s arrives as it is, nulls and none at all too',
    async (type) => {
      const values = fc.array(fc.option<ElementValues[ElementType]>(anyOf[type]), { maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(values, async (column) => {
          const parameter = columnParameter(type, column, (value) => value as never);
          expect(await throughPostgres(type, parameter)).toEqual(column.map(seenAs));
        }),
        { numRuns: 50 },
      );
    },
  );
});
