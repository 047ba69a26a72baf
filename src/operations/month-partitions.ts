import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { sqlStateOf } from '@libs/database/database-error';
import { SystemDatabase } from '@libs/database/system-database';

const MAX_TRIES = 20;
const PAUSE_MS = 250;
/** Somebody is reading for longer than a moment, or waits for what we hold. */
const BUSY = ['55P03', '40P01'];

export type PartitionedTable =
  | 'evaluations'
  | 'shadow_decisions'
  | 'deliveries'
  | 'delivery_attempts'
  | 'events'
  | 'audit_entries'
  | 'audit_leaves';

/** A calendar month in UTC: from its first millisecond to the first of the next. */
export interface Month {
  readonly startMs: number;
  readonly endMs: number;
}

/** The partitions that tables are made of. They are made ahead by MaintenanceService. */
@Injectable()
export class MonthPartitions {
  constructor(private readonly database: SystemDatabase) {}

  /** Oldest first. */
  async list(table: PartitionedTable): Promise<Month[]> {
    const rows = await this.database.run((manager) =>
      manager.query<{ month: string }[]>(
        `select right(c.relname, 7) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = $1::regclass order by 1`,
        [`public.${table}`],
      ),
    );
    return rows.map(({ month }) => toMonth(month));
  }

  /**
   * Returns whether it was there and is dropped. Nobody waits long for it: where the table is busy it is tried again, a
   * bounded number of times.
   */
  async drop(table: PartitionedTable, { startMs }: Month): Promise<boolean> {
    const month = new Date(startMs).toISOString().slice(0, 10);
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      try {
        return await this.tryToDrop(table, month);
      } catch (error) {
        if (!BUSY.includes(sqlStateOf(error) ?? '')) throw error;
        await sleep(PAUSE_MS);
      }
    }
    return false;
  }

  async databaseTime(): Promise<Date> {
    const rows = await this.database.run((manager) => manager.query<{ now: Date }[]>('select now() as now'));
    const [row] = rows;
    if (row === undefined) throw new Error('the database tells the time');
    return row.now;
  }

  private async tryToDrop(table: PartitionedTable, month: string): Promise<boolean> {
    const rows = await this.database.run((manager) =>
      manager.query<{ dropped: boolean }[]>('select drop_month_partition($1, $2) as dropped', [table, month]),
    );
    return rows[0]?.dropped ?? false;
  }
}

/** From `2026_11`. */
function toMonth(name: string): Month {
  const [year = 0, month = 0] = name.split('_').map(Number);
  return { startMs: Date.UTC(year, month - 1), endMs: Date.UTC(year, month) };
}
