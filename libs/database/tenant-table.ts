import type { QueryRunner } from 'typeorm';

/**
 * Puts a table with `tenant_id` behind the database's wall: row-level security, forced on the owner too, and one
 * policy that shows `trustflow_app` the rows of the tenant of the transaction. Used by migrations, so what it does
 * must not change: another wall is another function.
 */
export async function protectTenantTable(
  runner: QueryRunner,
  table: string,
  privileges: string,
): Promise<void> {
  await runner.query(`alter table ${table} enable row level security`);
  await runner.query(`alter table ${table} force row level security`);
  await runner.query(`
    create policy tenant_isolation on ${table} to trustflow_app
      using (tenant_id = (select current_tenant_id()))
      with check (tenant_id = (select current_tenant_id()))`);
  await runner.query(`grant ${privileges} on ${table} to trustflow_app`);
}
