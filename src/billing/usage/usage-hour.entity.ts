import type { Plan } from '@libs/config/setting-values';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is counted. */
export type UsageKind = 'evaluation';

/** The ledger that plans, quotas and invoices go by: what a tenant used in one hour, under one plan. */
@Entity('usage_hours')
export class UsageHour {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  /** Its beginning. */
  @PrimaryColumn({ type: 'timestamptz', precision: 0 }) readonly hour!: Date;
  @PrimaryColumn('text') readonly kind!: UsageKind;
  @PrimaryColumn('text') readonly plan!: Plan;
  @Column('bigint') readonly count!: number;
}
