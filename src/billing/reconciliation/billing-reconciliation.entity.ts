import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaidPlan } from '../plans/plans';
import type { HourFinding } from './compare';

/** What the last comparison of a tenant's ledger with Stripe has shown. */
@Entity('billing_reconciliations')
export class BillingReconciliation {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('text') readonly plan!: PaidPlan;
  @Column({ type: 'timestamptz', name: 'checked_at', precision: 3 }) readonly checkedAt!: Date;
  /** In which something was counted. */
  @Column('int') readonly hours!: number;
  @Column('bigint') readonly ledger!: number;
  @Column('bigint') readonly sent!: number;
  @Column('bigint') readonly stripe!: number;
  @Column('bigint') readonly difference!: number;
  /** At most 100, oldest first. */
  @Column('json') readonly findings!: readonly HourFinding[];
}
