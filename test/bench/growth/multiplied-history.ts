import type { BenchDatabase } from '../serving/bench-database';

const SEEDS = 1_000;
const COPIES_AT_ONCE = 50;
/** New customers and devices come with more business: one profile in five evaluations. */
const EVALUATIONS_PER_PROFILE = 5;
/** Every tenth copy is of one customer, until it has a million behind it. */
const BUSY_SHARE = 10;
const MAX_BUSY = 1_000_000;

export const BUSY_CUSTOMER = 'c-busy';

interface CopiedTable {
  readonly name: string;
  /** Which column names the evaluation that a row belongs to. */
  readonly of: string;
  /** What a copy has in place of its seed's: `c` is the copy, `s` the seed's row. */
  readonly own: Readonly<Record<string, string>>;
}

const TRANSACTION_ID = `s.transaction_id || '-' || c.copy`;
const TABLES: readonly CopiedTable[] = [
  {
    name: 'evaluations',
    of: 'id',
    own: {
      ...{ id: 'c.id', audit_entry_id: 'c.audit_entry_id', transaction_id: TRANSACTION_ID },
      customer_id: `case when c.is_busy then '${BUSY_CUSTOMER}' else s.customer_id end`,
    },
  },
  {
    name: 'transaction_keys',
    of: 'evaluation_id',
    own: { evaluation_id: 'c.id', transaction_id: TRANSACTION_ID },
  },
  { name: 'audit_entries', of: 'resource_id', own: { id: 'c.audit_entry_id', resource_id: 'c.id' } },
  { name: 'events', of: 'resource_id', own: { id: 'c.event_id', resource_id: 'c.id' } },
];

/** Another id of the same millisecond: its time, and chance for the rest. */
const sibling = (column: string): string =>
  `(left(${column}::text, 15) || substr(gen_random_uuid()::text, 16))::uuid`;

/**
 * A history that grows by copies of real rows, with their keys, audit entries, events and profiles, made in SQL: as if
 * so many transactions had come. As the superuser, and not waiting for the disk.
 */
export class MultipliedHistory {
  private copies = 0;

  private constructor(
    private readonly database: BenchDatabase,
    private readonly inserts: readonly string[],
  ) {}

  /** Takes its seeds from the evaluations that are there. */
  static async start(database: BenchDatabase): Promise<MultipliedHistory> {
    await database.query('set synchronous_commit = off');
    await database.query(`set maintenance_work_mem = '1GB'`);
    await database.query(
      `create unlogged table bench_seeds as select id from evaluations order by id limit ${SEEDS}`,
    );
    await database.query(
      'create unlogged table bench_copies (seed uuid, copy int, id uuid, audit_entry_id uuid, event_id uuid, is_busy boolean)',
    );
    const inserts: string[] = [];
    for (const table of TABLES) inserts.push(await copyStatement(database, table));
    return new MultipliedHistory(database, inserts);
  }

  /** Until about so many evaluations are stored. */
  async growTo(evaluations: number): Promise<void> {
    const stored = await this.database.number('select count(*) from evaluations');
    const seeds = await this.database.number('select count(*) from bench_seeds');
    const last = this.copies + Math.max(0, Math.ceil((evaluations - stored) / seeds));
    await this.withoutIndexes(async () => {
      while (this.copies < last) await this.copy(seeds, Math.min(last, this.copies + COPIES_AT_ONCE));
    });
    await this.copyProfiles(Math.floor(evaluations / EVALUATIONS_PER_PROFILE));
    // What the filling leaves to be done in the background would be measured with the rest.
    await this.database.query('vacuum analyze');
    await this.database.query('checkpoint');
  }

  private async copy(seeds: number, last: number): Promise<void> {
    const busySoFar = Math.floor((this.copies * seeds) / BUSY_SHARE);
    await this.database.query('truncate bench_copies');
    await this.database.query(
      `insert into bench_copies
       select s.id, n, ${sibling('s.id')}, ${sibling('s.id')}, ${sibling('s.id')}, $3 and random() < 1.0 / ${BUSY_SHARE}
         from bench_seeds s, generate_series($1::int, $2::int) n`,
      [this.copies + 1, last, busySoFar < MAX_BUSY],
    );
    for (const insert of this.inserts) await this.database.query(insert);
    this.copies = last;
    process.stderr.write(`${this.copies * seeds} copies\n`);
  }

  /** All but the primary keys: to make them again in one go takes a fraction of what keeping them takes. */
  private async withoutIndexes(work: () => Promise<void>): Promise<void> {
    const indexes = await this.database.query<{ name: string; definition: string }>(
      `select c.relname as name, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') as definition
         from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = any($1::regclass[]) and not i.indisprimary and not i.indisunique`,
      [TABLES.map(({ name }) => name)],
    );
    for (const { name } of indexes) await this.database.query(`drop index ${name}`);
    await work();
    for (const { definition } of indexes) {
      process.stderr.write(`${definition}\n`);
      await this.database.query(definition);
    }
  }

  private async copyProfiles(wanted: number): Promise<void> {
    const stored = await this.database.number('select count(*) from profiles');
    if (stored >= wanted) return;
    await this.database.query(
      `insert into profiles (tenant_id, kind, entity_id, state)
       select p.tenant_id, p.kind, p.entity_id || '-' || $2::int || '-' || n, p.state
         from (select * from profiles order by random() limit ${SEEDS}) p, generate_series(1, $1::int) n
       on conflict do nothing`,
      [Math.ceil((wanted - stored) / SEEDS), this.copies],
    );
  }
}

async function copyStatement(database: BenchDatabase, { name, of, own }: CopiedTable): Promise<string> {
  const columns = await database.query<{ name: string }>(
    `select column_name as name from information_schema.columns
      where table_schema = 'public' and table_name = $1 order by ordinal_position`,
    [name],
  );
  const names = columns.map((column) => column.name);
  const values = names.map((column) => own[column] ?? `s.${column}`);
  return `insert into ${name} (${names.join(', ')})
          select ${values.join(', ')} from bench_copies c join ${name} s on s.${of} = c.seed`;
}
