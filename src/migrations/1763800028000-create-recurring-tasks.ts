import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When each of the workers' tasks is to be begun again. A few rows, of no tenant, that change all the time. */
export class CreateRecurringTasks1763800028000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table recurring_tasks (
        name text primary key,
        next_at timestamptz(3) not null
      ) with (fillfactor = 50)`);
    await runner.query('grant select, insert, update on recurring_tasks to trustflow_system');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
