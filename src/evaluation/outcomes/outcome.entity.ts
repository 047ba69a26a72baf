import type { TransactionType } from '@libs/risk-engine/transaction';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type OutcomeLabel = 'fraud' | 'legitimate';

/** What really happened with a transaction, as somebody told. The newest one counts; the former ones are kept. */
@Entity('outcomes')
@Index('outcomes_transaction', ['tenantId', 'type', 'transactionId', 'id'])
export class Outcome {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly type!: TransactionType;
  @Column('text', { name: 'transaction_id' }) readonly transactionId!: string;
  @Column('text') readonly label!: OutcomeLabel;
  @Column('text', { nullable: true }) readonly reason!: string | null;
  /** From when it is known to windows and learning. */
  @Column({ type: 'timestamptz', name: 'reported_at', precision: 3 }) readonly reportedAt!: Date;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
