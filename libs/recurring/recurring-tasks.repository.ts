import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { Statement } from '@libs/database/statement';
import { SystemDatabase } from '@libs/database/system-database';

/** Timers and clocks are late or early by so much: what is due by then is due. */
const SLACK_MS = 100;
/** What is further ahead was not set by this clock. */
const FURTHEST_MS = 60_000;

/** A task as its row knows it. */
export interface Recurrence {
  readonly name: string;
  /** From one beginning to the next. */
  readonly everyMs: number;
}

@Injectable()
export class RecurringTasksRepository {
  constructor(private readonly database: SystemDatabase) {}

  /**
   * Begins those that are due, and returns their names: whoever else asks at this moment has others or none. The time
   * is the database's, one for all processes. One that has no row yet is due; so is one whose time is further ahead than
   * it is begun, as after a clock that was set back.
   */
  async begin(recurrences: readonly Recurrence[]): Promise<string[]> {
    const rows = await this.atOnce<{ name: string }>({
      name: 'begin-recurring-tasks',
      text: `with asked as materialized (
               select name, now() + every_ms * interval '1 millisecond' as next_at
                 from unnest($1::text[], $2::int4[]) a (name, every_ms)
             ), first as (
               insert into recurring_tasks (name, next_at) select name, next_at from asked order by name
               on conflict do nothing returning name
             ), due as materialized (
               select t.name, a.next_at
                 from recurring_tasks t join asked a on a.name = t.name
                where t.next_at <= now() + $3 * interval '1 millisecond'
                   or t.next_at > a.next_at + $4 * interval '1 millisecond'
                order by t.name for update of t skip locked
             ), again as (
               update recurring_tasks t set next_at = d.next_at from due d where t.name = d.name returning t.name
             )
             select name from first union all select name from again`,
      values: [
        columnParameter('text', recurrences, ({ name }) => name),
        columnParameter('int4', recurrences, ({ everyMs }) => everyMs),
        SLACK_MS,
        FURTHEST_MS,
      ],
    });
    return rows.map(({ name }) => name);
  }

  /** They are due. */
  async giveBack(names: readonly string[]): Promise<void> {
    await this.atOnce({
      name: 'give-back-recurring-tasks',
      text: 'update recurring_tasks set next_at = now() where name = any ($1::text[])',
      values: [columnParameter('text', names, (name) => name)],
    });
  }

  /** With the commit right behind: whoever stops between the two would hold the rows. */
  private atOnce<Row>(statement: Statement): Promise<Row[]> {
    return this.database.recordByKeys({
      gather: () => Promise.resolve(undefined),
      record: (query) => query<Row>(statement),
    });
  }
}
