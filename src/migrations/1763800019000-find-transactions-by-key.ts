import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evaluations of a transaction are found by `transaction_keys`; an index of their own is one more to write. */
export class FindTransactionsByKey1763800019000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index evaluations_transaction');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
