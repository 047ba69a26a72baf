import { startOfMonth } from '../support/months';
import type { TestDatabase } from '../support/test-database';

const TABLES = [
  ...['audit_entries', 'audit_leaves', 'deliveries', 'delivery_attempts'],
  ...['evaluations', 'events', 'shadow_decisions'],
] as const;

export function nameOfMonth(ago: number): string {
  return new Date(startOfMonth(ago)).toISOString().slice(0, 7).replace('-', '_');
}

/** Room for a month of the past, as it was made when the month lay ahead. */
export async function makeRoom(database: TestDatabase, ago: number): Promise<void> {
  const [from, to] = [startOfMonth(ago), startOfMonth(ago - 1)].map((ms) => new Date(ms).toISOString());
  const [bounds] = await database.query<{ from: string; to: string }>(
    'select uuid_lower_bound($1)::text as from, uuid_lower_bound($2)::text as to',
    [from, to],
  );
  if (bounds === undefined) throw new Error('a query of functions has a row');
  for (const table of TABLES) {
    const partition = `${table}_${nameOfMonth(ago)}`;
    await database.queryAs(
      'owner',
      `create table ${partition} partition of ${table} for values from ('${bounds.from}') to ('${bounds.to}')`,
    );
    for (const how of ['enable', 'force']) {
      await database.queryAs('owner', `alter table ${partition} ${how} row level security`);
    }
  }
}

export async function partitionsOf(database: TestDatabase, ago: number): Promise<string[]> {
  const rows = await database.query<{ table: string }>(
    `select p.relname as table from pg_inherits i join pg_class c on c.oid = i.inhrelid
       join pg_class p on p.oid = i.inhparent where c.relname = p.relname || '_' || $1 and p.relkind = 'p' order by 1`,
    [nameOfMonth(ago)],
  );
  return rows.map(({ table }) => table);
}
