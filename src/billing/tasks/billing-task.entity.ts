import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What is done for an account again and again. */
export type BillingTaskName = 'sync' | 'report' | 'reconcile';

/** When something is to be done for an account, and who does it just now. */
@Entity('billing_tasks')
@Index('billing_tasks_due', ['name', 'dueAt'])
export class BillingTask {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('text') readonly name!: BillingTaskName;
  @Column({ type: 'timestamptz', name: 'due_at', precision: 3 }) readonly dueAt!: Date;
  /** Of whoever does it; null: nobody does. */
  @Column('uuid', { nullable: true }) readonly lease!: string | null;
  /** Then it is somebody else's to do. */
  @Column({ type: 'timestamptz', name: 'lease_until', precision: 3, nullable: true })
  readonly leaseUntil!: Date | null;
  /** It was asked for while it was done: once more. */
  @Column('boolean', { name: 'is_touched' }) readonly isTouched!: boolean;
  /** In a row. */
  @Column('int') readonly failures!: number;
  @Column('text', { name: 'last_failure', nullable: true }) readonly lastFailure!: string | null;
}
