import { protectTenantTable } from '@libs/database/tenant-table';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateKeptAnswers1763800017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // `answer` is json, not jsonb: what is sent again is the same to the byte.
    await runner.query(`
      create table kept_answers (
        tenant_id uuid not null,
        key text not null,
        request_digest bytea not null check (octet_length(request_digest) = 32),
        answer json,
        expires_at timestamptz(3) not null,
        primary key (tenant_id, key)
      )`);
    await runner.query('create index kept_answers_expiry on kept_answers (expires_at)');
    await protectTenantTable(runner, 'kept_answers', 'select, insert, update');
    // The worker deletes what is past its 24 hours, whichever tenant's it is, and reads no answer.
    await runner.query('create policy expire on kept_answers to trustflow_system using (true)');
    await runner.query(
      'grant select (tenant_id, key, expires_at), delete on kept_answers to trustflow_system',
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
