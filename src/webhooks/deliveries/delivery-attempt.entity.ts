import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One try to send a delivery, and what came back. */
@Entity('delivery_attempts')
export class DeliveryAttempt {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'endpoint_id' }) readonly endpointId!: string;
  @PrimaryColumn('uuid', { name: 'event_id' }) readonly eventId!: string;
  /** From 1. A number that is missing is of a worker that died in it. */
  @PrimaryColumn('smallint') readonly number!: number;
  @Column({ type: 'timestamptz', name: 'started_at', precision: 3 }) readonly startedAt!: Date;
  @Column('integer', { name: 'duration_ms' }) readonly durationMs!: number;
  /** Null where no answer came. */
  @Column('smallint', { name: 'response_status', nullable: true }) readonly responseStatus!: number | null;
  /** Its first KiB. Null where there was none, or it was erased. */
  @Column('text', { name: 'response_body', nullable: true }) readonly responseBody!: string | null;
  /** Why no answer came: a code of libs/safe-fetch. */
  @Column('text', { nullable: true }) readonly error!: string | null;
}
