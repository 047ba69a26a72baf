import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EventType } from './events.types';

/** Something that happened and that the customer is told of. */
@Entity('events')
export class Event {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly type!: EventType;
  @Column('uuid', { name: 'resource_id' }) readonly resourceId!: string;
  /** The resource as its GET answers. Null once erased. */
  @Column('json', { nullable: true }) readonly data!: object | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
