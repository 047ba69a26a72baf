import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How an endpoint takes what it is sent. Made with the endpoint; then the worker's alone. */
@Entity('webhook_endpoint_health')
export class WebhookEndpointHealth {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'endpoint_id' }) readonly endpointId!: string;
  /** How many deliveries may be under way at once: it grows with success and is halved by failure. */
  @Column('smallint', { name: 'max_in_flight', default: 4 }) readonly maxInFlight!: number;
  @Column('integer', { name: 'consecutive_failures', default: 0 }) readonly consecutiveFailures!: number;
  /** When the first of the consecutive failures was. */
  @Column({ type: 'timestamptz', name: 'failing_since', precision: 3, nullable: true })
  readonly failingSince!: Date | null;
  /** Nothing is sent before: the circuit breaker is open, or the endpoint asked for a pause. */
  @Column({ type: 'timestamptz', name: 'held_until', precision: 3, nullable: true })
  readonly heldUntil!: Date | null;
  /** With `maxPerSecond`: when the next one has its turn. */
  @Column({ type: 'timestamptz', name: 'next_send_at', precision: 6, nullable: true })
  readonly nextSendAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'last_delivered_at', precision: 3, nullable: true })
  readonly lastDeliveredAt!: Date | null;
}
