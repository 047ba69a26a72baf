import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Which evaluation an Idempotency-Key got. Counts for 24 hours. */
@Entity('idempotency_keys')
@Index('idempotency_keys_expiry', ['expiresAt'])
export class IdempotencyKey {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('text') readonly key!: string;
  @Column('uuid', { name: 'evaluation_id' }) readonly evaluationId!: string;
  /** Null once something that the request named was erased. */
  @Column('bytea', { name: 'request_digest', nullable: true }) readonly requestDigest!: Buffer | null;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 }) readonly expiresAt!: Date;
}
