import type { TestDatabase } from '../support/test-database';

/**
 * The tables (partitions themselves) in whose rows something stands: in any column, as text, or as the hex or base64 of
 * its bytes. As the superuser, over every schema but PostgreSQL's own.
 */
export async function tablesHolding(database: TestDatabase, held: string | Buffer): Promise<string[]> {
  const bytes = Buffer.from(held);
  // The last character of base64 depends on what follows.
  const base64 = bytes.toString('base64').replace(/.=*$/, '');
  const spellings = [...(typeof held === 'string' ? [held] : []), bytes.toString('hex'), base64];
  const tables = await database.query<{ name: string; isEmpty: boolean }>(
    `select format('%I.%I', n.nspname, c.relname) as name, pg_relation_size(c.oid) = 0 as "isEmpty"
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  if (tables.length < 10) throw new Error('there are more tables than that');
  const searches = tables
    .filter(({ isEmpty }) => !isEmpty)
    .map(
      ({ name }) => `select '${name}' as name where exists (
                       select from ${name} t, unnest($1::text[]) s where strpos(lower(t::text), lower(s)) > 0)`,
    );
  const holding = await database.query<{ name: string }>(searches.join(' union all '), [spellings]);
  return holding.map(({ name }) => name).sort();
}
