import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A master key may go when nothing needs it any more: which things do is asked before any tenant is known, and answered
 * with ids and a count. A tenant's fingerprint key never changes, so it can be bound to another master key.
 */
export class FindWhatMasterKeysMade1763800021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table tenants add column fingerprint_mask bytea check (octet_length(fingerprint_mask) = 32)`);

    await runner.query('create policy find_by_kid on tenants for select to trustflow_owner using (true)');
    await this.createFinder(
      runner,
      'find_tenants_by_kid',
      `select t.tenant_id, count(*) over () from public.tenants t
        where t.fingerprint_kid = kid order by 1 limit page`,
    );
    await runner.query(
      'create policy find_by_kid on webhook_secrets for select to trustflow_owner using (true)',
    );
    await this.createFinder(
      runner,
      'find_endpoints_by_kid',
      `select s.endpoint_id, count(*) over () from public.webhook_secrets s
        where s.kid = find_endpoints_by_kid.kid and (s.expires_at is null or s.expires_at > now())
        group by s.endpoint_id order by 1 limit page`,
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  private async createFinder(runner: QueryRunner, name: string, query: string): Promise<void> {
    await runner.query(`
      create function ${name}(kid text, page integer) returns table (id uuid, total bigint)
        language sql stable security definer set search_path = ''
        begin atomic ${query}; end`);
    await runner.query(`revoke execute on function ${name}(text, integer) from public`);
    await runner.query(`grant execute on function ${name}(text, integer) to trustflow_app`);
  }
}
