import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every tenant table stands on: who the tenant of a transaction is, and how a committed change is announced. */
export class CreateTenancy1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('grant select on migrations to trustflow_app, trustflow_system');

    // Unset, or '' as it is left behind by a finished transaction, is no tenant: policies then show no row.
    await runner.query(`
      create function current_tenant_id() returns uuid
        language sql stable parallel safe set search_path = ''
        return nullif(pg_catalog.current_setting('app.tenant_id', true), '')::pg_catalog.uuid`);

    // Sent at commit. Processes forget what they remember of the tenant.
    await runner.query(`
      create function announce_change() returns trigger
        language plpgsql set search_path = ''
      as $$
      begin
        perform pg_catalog.pg_notify('trustflow_changed', tg_table_name || ':' || old.tenant_id);
        return null;
      end
      $$`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
