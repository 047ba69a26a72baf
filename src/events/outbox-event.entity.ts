import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event of which no delivery was made yet: written with it, gone once it is expanded. */
@Entity('event_outbox')
export class OutboxEvent {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'event_id' }) readonly eventId!: string;
  @Column('text') readonly type!: string;
}
