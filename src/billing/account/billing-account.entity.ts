import type { Plan } from '@libs/config/setting-values';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PaidPlan } from '../plans/plans';
import type { AccountStatus } from './account-state';

/** Who pays for a tenant, and what for: as Stripe said last. */
@Entity('billing_accounts')
@Index('billing_accounts_customer', ['customerId'], { unique: true })
export class BillingAccount {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  /** Stripe's. Null until it is made. */
  @Column('text', { name: 'customer_id', nullable: true }) readonly customerId!: string | null;
  @Column('text', { name: 'checkout_session_id', nullable: true })
  readonly checkoutSessionId!: string | null;
  /** Until then somebody can pay there, unless it was closed before. */
  @Column({ type: 'timestamptz', name: 'checkout_ends_at', precision: 0, nullable: true })
  readonly checkoutEndsAt!: Date | null;
  @Column('text', { name: 'subscription_id', nullable: true }) readonly subscriptionId!: string | null;
  @Column('text') readonly status!: AccountStatus;
  /** What is subscribed to. What the tenant may do is its own plan, which is less where nobody pays. */
  @Column('text', { nullable: true }) readonly plan!: PaidPlan | null;
  @Column({ type: 'timestamptz', name: 'period_start', precision: 0, nullable: true })
  readonly periodStart!: Date | null;
  @Column({ type: 'timestamptz', name: 'period_end', precision: 0, nullable: true })
  readonly periodEnd!: Date | null;
  /** From the end of the period on; null: as now. */
  @Column('text', { name: 'next_plan', nullable: true }) readonly nextPlan!: Plan | null;
  @Column({ type: 'timestamptz', name: 'past_due_since', precision: 3, nullable: true })
  readonly pastDueSince!: Date | null;
  /** The hour of the first subscription's beginning: usage before it is nobody's to pay. */
  @Column({ type: 'timestamptz', name: 'billed_from', precision: 0, nullable: true })
  readonly billedFrom!: Date | null;
  @Column({ type: 'timestamptz', name: 'synced_at', precision: 3, nullable: true })
  readonly syncedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
