import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ExportedPart, ExportPlace, ExportStatus } from './export.types';

/** A bigint comes as text. */
const BYTES = { to: (bytes: number): number => bytes, from: Number };

/** Everything of a tenant, as an archive: the job, and how far it is. */
@Entity('exports')
@Index('exports_due', ['leaseUntil'], { where: `status IN ('queued', 'running')` })
export class Export {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly status!: ExportStatus;
  /** From 0 to 1. */
  @Column('double precision') readonly progress!: number;
  /** Where to go on. */
  @Column('json') readonly place!: ExportPlace;
  /** Those that were begun, in their order. */
  @Column('json') readonly parts!: readonly ExportedPart[];
  /** Counts what was done: who goes on from another count than he knows gives up. */
  @Column('integer') readonly steps!: number;
  /** Of the archive so far. */
  @Column('integer') readonly pieces!: number;
  @Column('bigint', { name: 'size_bytes', transformer: BYTES }) readonly sizeBytes!: number;
  /** Of the archive; null until it is completed. */
  @Column('bytea', { nullable: true }) readonly sha256!: Buffer | null;
  /** Why it failed, in a sentence. */
  @Column('text', { nullable: true }) readonly failure!: string | null;
  /** How often it was taken up without getting on. */
  @Column('integer') readonly tries!: number;
  /** Until then whoever works on it has it for himself; when it is over, anybody may take it up. */
  @Column({ type: 'timestamptz', name: 'lease_until', precision: 3 }) readonly leaseUntil!: Date;
  /** What is younger may be left out. */
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  readonly startedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'completed_at', precision: 3, nullable: true })
  readonly completedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  readonly expiresAt!: Date | null;
}
