import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a page to pay on is open: whoever may pay yet can't be erased. */
export class AddCheckoutEnd1763800027000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table billing_accounts add column checkout_ends_at timestamptz(0)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
