import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Answer } from './idempotency.types';

/**
 * What a request with an Idempotency-Key was answered. Counts for 24 hours. The answer may hold what a person wrote or
 * is known by: it goes when that is erased.
 */
@Entity('kept_answers')
@Index('kept_answers_expiry', ['expiresAt'])
export class KeptAnswer {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('text') readonly key!: string;
  @Column('bytea', { name: 'request_digest' }) readonly requestDigest!: Buffer;
  /** Never null where somebody else can see it: it is written before the commit. */
  @Column('json', { nullable: true }) readonly answer!: Answer | null;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 }) readonly expiresAt!: Date;
}
