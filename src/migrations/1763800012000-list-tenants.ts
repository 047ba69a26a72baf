import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work over all tenants begins with their ids. The rest of a tenant stays behind the wall. */
export class ListTenants1763800012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create policy list_ids on tenants for select to trustflow_system using (true)');
    await runner.query('grant select (tenant_id) on tenants to trustflow_system');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
