import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agents, what they sign with, the nonces that they used, what they spent, and what they had decided. */
export class CreateAgents1763800022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.createAgents(runner);
    await this.createKeys(runner);
    await this.createNonces(runner);
    await this.createSpending(runner);
    await this.extendEvaluations(runner);
    // What was bound to an agent before there were any opens nothing: it is of no agent of the tenant's.
    await runner.query(`
      alter table api_keys add constraint api_keys_agent
        foreign key (tenant_id, agent_id) references agents (tenant_id, id) not valid`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }

  private async createAgents(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table agents (
        tenant_id uuid not null,
        id uuid not null,
        name text not null,
        method text not null check (method in ('ed25519', 'jws', 'hmac')),
        mandate json,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        revoked_at timestamptz(3),
        primary key (tenant_id, id)
      )`);
    await protectTenantTable(runner, 'agents', 'select, insert, update');
    await runner.query(`
      create trigger announce_change after update or delete on agents
        for each row execute function announce_change()`);
  }

  private async createKeys(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table agent_keys (
        tenant_id uuid not null,
        id uuid not null,
        agent_id uuid not null,
        method text not null check (method in ('ed25519', 'jws', 'hmac')),
        thumbprint text not null,
        jwk json,
        kid text,
        salt bytea check (octet_length(salt) = 32),
        created_at timestamptz(3) not null,
        revoked_at timestamptz(3),
        primary key (tenant_id, id),
        constraint agent_keys_recipe_check check ((method = 'hmac') = (kid is not null) and (method = 'hmac') = (salt is not null)),
        constraint agent_keys_jwk_check check ((method = 'hmac') = (jwk is null))
      )`);
    await runner.query('create index agent_keys_agent on agent_keys (tenant_id, agent_id)');
    await runner.query('create unique index agent_keys_thumbprint on agent_keys (tenant_id, thumbprint)');
    await protectTenantTable(runner, 'agent_keys', 'select, insert, update');
    await runner.query(`
      create trigger announce_change after update or delete on agent_keys
        for each row execute function announce_change()`);
    await runner.query('create policy find_by_kid on agent_keys for select to trustflow_owner using (true)');
    await runner.query(`
      create function find_agents_by_kid(kid text, page integer) returns table (id uuid, total bigint)
        language sql stable security definer set search_path = ''
        begin atomic
          select k.agent_id, count(*) over () from public.agent_keys k
           where k.kid = find_agents_by_kid.kid and k.revoked_at is null
           group by k.agent_id order by 1 limit page;
        end`);
    await runner.query('revoke execute on function find_agents_by_kid(text, integer) from public');
    await runner.query('grant execute on function find_agents_by_kid(text, integer) to trustflow_app');
  }

  private async createNonces(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table agent_nonces (
        tenant_id uuid not null,
        key_id uuid not null,
        nonce text not null check (octet_length(nonce) <= 128),
        holder uuid not null,
        expires_at timestamptz(3) not null,
        primary key (tenant_id, key_id, nonce)
      )`);
    await runner.query('create index agent_nonces_expire on agent_nonces (expires_at)');
    await protectTenantTable(runner, 'agent_nonces', 'select, insert, update');
    await runner.query('create policy expire on agent_nonces to trustflow_system using (true)');
    await runner.query(
      'grant select (tenant_id, key_id, nonce, expires_at), delete on agent_nonces to trustflow_system',
    );
  }

  private async createSpending(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table agent_spending (
        tenant_id uuid not null,
        agent_id uuid not null,
        currency text not null,
        day date not null,
        amount_minor bigint not null,
        primary key (tenant_id, agent_id, currency, day)
      )`);
    await protectTenantTable(runner, 'agent_spending', 'select, insert, update');
    await runner.query('create policy expire on agent_spending to trustflow_system using (true)');
    await runner.query('grant select (tenant_id, day), delete on agent_spending to trustflow_system');
  }

  private async extendEvaluations(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table evaluations add column verified_agent_id text, add column agent_proof json',
    );
    await runner.query(`
      create index evaluations_verified_agent on evaluations (tenant_id, verified_agent_id, id)
        where verified_agent_id is not null`);
  }
}
