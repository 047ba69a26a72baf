import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DisabledReason, EndpointStatus } from '../webhooks.types';

/** Where a tenant wants to be told of events. */
@Entity('webhook_endpoints')
export class WebhookEndpoint {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly url!: string;
  /** As the customer wrote them: exact, `evaluation.*` or `*`. */
  @Column('text', { name: 'event_types', array: true }) readonly eventTypes!: string[];
  @Column('text', { nullable: true }) readonly description!: string | null;
  /** Null: as fast as it answers. */
  @Column('integer', { name: 'max_per_second', nullable: true }) readonly maxPerSecond!: number | null;
  @Column('text') readonly status!: EndpointStatus;
  @Column('text', { name: 'disabled_reason', nullable: true })
  readonly disabledReason!: DisabledReason | null;
  @Column({ type: 'timestamptz', name: 'disabled_at', precision: 3, nullable: true })
  readonly disabledAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 }) readonly updatedAt!: Date;
}
