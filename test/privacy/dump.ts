import type { TestDatabase } from '../support/test-database';

/** `table` → in how many of its rows. */
export type Found = Readonly<Record<string, number>>;

/** A table that nobody's data is in. */
const OF_OTHERS = ['pg_catalog', 'information_schema'];

/**
 * Where in the whole database a text is: in every column of every row of every table, as it stands, and as the hex and
 * the base64 in which bytes are shown or kept.
 */
export async function dumpHolding(database: TestDatabase, text: string): Promise<Found> {
  const tables = await database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname <> all ($1) and n.nspname not like 'pg_toast%' order by 1`,
    [OF_OTHERS],
  );
  const counts = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*)::int as count from ${name} t
        where exists (select from unnest($1::text[]) f(form) where strpos(t::text, f.form) > 0)`,
  );
  const rows = await database.query<{ name: string; count: number }>(
    `select * from (${counts.join(' union all ')}) counted where count > 0 order by name`,
    [formsOf(text)],
  );
  return Object.fromEntries(rows.map(({ name, count }) => [withoutMonth(name), count]));
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  // What comes before it moves its bits: three ways to be base64, without the characters that it shares.
  const shifted = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return padded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const url = shifted.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [text, bytes.toString('hex'), ...shifted, ...url];
}

/** A partition is its table. */
function withoutMonth(name: string): string {
  return name.replace(/^public\./, '').replace(/_\d{4}_?\d{2}$/, '');
}
