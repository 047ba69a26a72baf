import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Stripe told of something, once or several times. */
@Entity('stripe_events')
export class StripeEventRow {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  /** Stripe's. */
  @PrimaryColumn('text') readonly id!: string;
  @Column('text') readonly type!: string;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 0 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'received_at', precision: 3 }) readonly receivedAt!: Date;
  /** When the account was brought to what Stripe says, by asking after it was received. */
  @Column({ type: 'timestamptz', name: 'processed_at', precision: 3, nullable: true })
  readonly processedAt!: Date | null;
}
