import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PaidPlan } from '../plans/plans';

/** A part of an hour's usage that Stripe is told in one event: written before it is sent, so that it is told once. */
@Entity('usage_reports')
@Index('usage_reports_unsent', ['tenantId', 'hour'], { where: 'sent_at is null' })
export class UsageReport {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn({ type: 'timestamptz', precision: 0 }) readonly hour!: Date;
  @PrimaryColumn('text') readonly plan!: PaidPlan;
  /** From 1. What is counted in an hour after its first part was written is another part. */
  @PrimaryColumn('int') readonly slice!: number;
  @Column('bigint') readonly quantity!: number;
  /** When it was first sent, whatever came of it; null: Stripe can't have it. */
  @Column({ type: 'timestamptz', name: 'tried_at', precision: 3, nullable: true })
  readonly triedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3, nullable: true })
  readonly sentAt!: Date | null;
}
