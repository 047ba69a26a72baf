import type { ErasedCounts } from '@libs/erasure/erased-slice';
import type { EntityKind } from '@libs/risk-engine/entity';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type ErasureScope = 'subject' | 'tenant';
export type ErasureStatus = 'waiting' | 'running' | 'completed' | 'cancelled';

/**
 * Something that is to be erased: the job, how far it is, and what it did. That of a live tenant is also in its sandbox,
 * under the same id.
 */
@Entity('erasures')
@Index('erasures_due', ['leaseUntil'], { where: `status IN ('waiting', 'running')` })
@Index('erasures_token', ['tokenDigest'], { unique: true })
export class Erasure {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly scope!: ErasureScope;
  /** Of the subject. */
  @Column('text', { nullable: true }) readonly kind!: EntityKind | null;
  /** Needed until it is done, and forgotten then. */
  @Column('text', { name: 'subject_id', nullable: true }) readonly subjectId!: string | null;
  @Column('text') readonly status!: ErasureStatus;
  /** SHA-256 of the token of its statusUrl. */
  @Column('bytea', { name: 'token_digest' }) readonly tokenDigest!: Buffer;
  @Column({ type: 'timestamptz', name: 'requested_at', precision: 3 }) readonly requestedAt!: Date;
  @Column({ type: 'timestamptz', name: 'execute_after', precision: 3 }) readonly executeAfter!: Date;
  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  readonly startedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'completed_at', precision: 3, nullable: true })
  readonly completedAt!: Date | null;
  /** Until then whoever works on it has it for himself; when it is over, anybody may take it up. */
  @Column({ type: 'timestamptz', name: 'lease_until', precision: 3 }) readonly leaseUntil!: Date;
  // How far it is: each step is gone through slice by slice, and all of them again until nothing is found.
  @Column('integer') readonly pass!: number;
  @Column('integer') readonly step!: number;
  @Column('text', { nullable: true }) readonly cursor!: string | null;
  /** By this pass. */
  @Column('integer') readonly found!: number;
  @Column('json') readonly counts!: ErasedCounts;
  /** A JWS. */
  @Column('text', { nullable: true }) readonly certificate!: string | null;
}
