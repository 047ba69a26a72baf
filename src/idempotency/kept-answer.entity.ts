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
  /** Null once it was erased. */
  @Column('bytea', { name: 'request_digest', nullable: true }) readonly requestDigest!: Buffer | null;
  /** Written before the commit: null where somebody else can see it once it was erased. */
  @Column('json', { nullable: true }) readonly answer!: Answer | null;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 }) readonly expiresAt!: Date;
}
