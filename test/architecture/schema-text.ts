import type { TestDatabase } from '../support/test-database';

/** One line or block for each thing in the schema `public`, but for the partitions, which come and go by the month. */
const PARTS: readonly (readonly [title: string, sql: string])[] = [
  [
    'Tables and their columns',
    `select c.relname || coalesce(' partition by ' || pg_get_partkeydef(c.oid), '') ||
            coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '') || E'\\n' ||
            (select string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
                    case when a.attnotnull then ' not null' else '' end ||
                    coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), E'\\n' order by a.attnum)
               from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as line
       from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition`,
  ],
  [
    'Constraints',
    `select c.relname || '.' || k.conname || ': ' || pg_get_constraintdef(k.oid) as line
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where c.relnamespace = 'public'::regnamespace and not c.relispartition and k.contype <> 'n'`,
  ],
  [
    'Indexes',
    `select pg_get_indexdef(i.indexrelid) as line from pg_index i join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'public'::regnamespace and not c.relispartition`,
  ],
  [
    'Row-level security',
    `select c.relname || case when c.relrowsecurity then ' enabled' else '' end ||
            case when c.relforcerowsecurity then ' forced' else '' end as line
       from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and (c.relrowsecurity or c.relforcerowsecurity)`,
  ],
  [
    'Policies',
    `select p.tablename || '.' || p.policyname || ' ' || lower(p.permissive) || ' for ' || lower(p.cmd) || ' to ' ||
            array_to_string(p.roles, ', ') || coalesce(' using ' || p.qual, '') || coalesce(' with check ' || p.with_check, '') as line
       from pg_policies p where p.schemaname = 'public'`,
  ],
  [
    'Triggers',
    `select pg_get_triggerdef(t.oid) as line from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'public'::regnamespace and not c.relispartition and not t.tgisinternal`,
  ],
  [
    'Functions',
    `select pg_get_functiondef(p.oid) as line from pg_proc p where p.pronamespace = 'public'::regnamespace`,
  ],
];

/** What the migrations have made, as text. */
export async function schemaText(database: TestDatabase): Promise<string> {
  const parts: string[] = [];
  for (const [title, sql] of PARTS) {
    const rows = await database.query<{ line: string }>(sql);
    const lines = rows.map(({ line }) => line.trimEnd()).sort();
    parts.push(`== ${title}\n\n${lines.join('\n')}\n`);
  }
  return parts.join('\n');
}
