import type { TransactionType } from '@libs/risk-engine/transaction';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The natural key: which evaluation a transaction got first. Kept as long as the evaluation. */
@Entity('transaction_keys')
export class TransactionKey {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('text') readonly type!: TransactionType;
  @PrimaryColumn('text', { name: 'transaction_id' }) readonly transactionId!: string;
  @Column('uuid', { name: 'evaluation_id' }) readonly evaluationId!: string;
  /** Null once something that the request named was erased. */
  @Column('bytea', { name: 'request_digest', nullable: true }) readonly requestDigest!: Buffer | null;
}
