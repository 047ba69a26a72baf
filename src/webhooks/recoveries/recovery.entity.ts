import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { RecoveryStatus } from '../webhooks.types';

/** Everything of one endpoint that failed in a range of time, sent again. */
@Entity('recoveries')
@Index('recoveries_due', ['leaseUntil'], { where: `status = 'collecting'` })
@Index('recoveries_collecting', ['tenantId', 'endpointId'], {
  unique: true,
  where: `status = 'collecting'`,
})
export class Recovery {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'endpoint_id' }) readonly endpointId!: string;
  /** Of the events, by when they happened: `since` belongs to the range, `until` too. */
  @Column({ type: 'timestamptz', precision: 3 }) readonly since!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) readonly until!: Date;
  @Column('text') readonly status!: RecoveryStatus;
  /** Up to this event everything was looked at. */
  @Column('uuid', { name: 'cursor_event_id' }) readonly cursorEventId!: string;
  // Exact: each is counted in the transaction that makes it so.
  @Column('integer', { default: 0 }) readonly found!: number;
  @Column('integer', { default: 0 }) readonly delivered!: number;
  @Column('integer', { default: 0 }) readonly failed!: number;
  /** Whoever collects has it until then. */
  @Column({ type: 'timestamptz', name: 'lease_until', precision: 3 }) readonly leaseUntil!: Date;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'completed_at', precision: 3, nullable: true })
  readonly completedAt!: Date | null;
}
