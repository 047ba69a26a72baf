import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['customer', 'customer_id'],
  ['counterparty', 'counterparty_id'],
  ['instrument', 'instrument_id'],
  ['device', 'device_id'],
  ['ip', 'ip'],
] as const;

/** Evaluations of before have none of these: they are found by their transaction, and counted in the profiles as ever. */
export class IndexEvaluationsByEntity1763800009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const added = COLUMNS.map(([, column]) => `add column ${column} text`);
    await runner.query(`alter table evaluations ${added.join(', ')}`);
    for (const [kind, column] of COLUMNS) {
      await runner.query(
        `create index evaluations_${kind} on evaluations (tenant_id, ${column}, id) where ${column} is not null`,
      );
    }
    await runner.query('create index evaluations_transaction on evaluations (tenant_id, transaction_id, id)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
