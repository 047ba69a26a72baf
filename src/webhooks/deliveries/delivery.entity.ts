import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DeliveryFailure, DeliveryStatus } from '../webhooks.types';

/** One event on its way to one endpoint. The row decides what is sent and when; a job in the queue only says "now". */
@Entity('deliveries')
@Index('deliveries_due', ['tenantId', 'endpointId', 'dueAt'], { where: 'due_at IS NOT NULL' })
@Index('deliveries_open', ['eventId'], { where: 'due_at IS NOT NULL' })
@Index('deliveries_oldest', ['tenantId', 'endpointId', 'eventId'], { where: 'due_at IS NOT NULL' })
@Index('deliveries_failed', ['tenantId', 'endpointId', 'eventId'], { where: `status = 'failed'` })
export class Delivery {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'endpoint_id' }) readonly endpointId!: string;
  @PrimaryColumn('uuid', { name: 'event_id' }) readonly eventId!: string;
  /** Of the same millisecond as the event: it tells in which partition the row lies. */
  @Column('uuid') readonly id!: string;
  @Column('text', { name: 'event_type' }) readonly eventType!: string;
  @Column('text') readonly status!: DeliveryStatus;
  /** Begun, those of a worker that died in them too. */
  @Column('smallint', { default: 0 }) readonly attempts!: number;
  /** How many attempts there were when the schedule of retries began anew; 0 for the first time. */
  @Column('smallint', { name: 'round_started_after', default: 0 }) readonly roundStartedAfter!: number;
  /** While pending: when it may be claimed. While sending: when whoever claimed it has lost it. Null once settled. */
  @Column({ type: 'timestamptz', name: 'due_at', precision: 3, nullable: true }) readonly dueAt!: Date | null;
  @Column('text', { nullable: true }) readonly failure!: DeliveryFailure | null;
  /** The recovery that counts how this ends; null where none does. */
  @Column('uuid', { name: 'recovery_id', nullable: true }) readonly recoveryId!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'settled_at', precision: 3, nullable: true })
  readonly settledAt!: Date | null;
}
