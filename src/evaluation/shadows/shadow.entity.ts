import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Tally } from './agreement';

/** A time during which a version of a policy decides beside the active one. Starting it again is another row. */
@Entity('shadows')
@Index('shadows_running', ['tenantId', 'policyId'], { unique: true, where: 'stopped_at IS NULL' })
@Index('shadows_policy', ['tenantId', 'policyId', 'id'])
export class Shadow {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'policy_id' }) readonly policyId!: string;
  @Column({ type: 'timestamptz', name: 'started_at', precision: 3 }) readonly startedAt!: Date;
  @Column({ type: 'timestamptz', name: 'stopped_at', precision: 3, nullable: true })
  readonly stoppedAt!: Date | null;
  /** The id of the latest evaluation that was read. One before it may have been committed after that. */
  @Column('uuid', { name: 'read_through' }) readonly readThrough!: string;
  /** Not after `readThrough`. Every evaluation up to here is decided, and none can be committed any more. */
  @Column('uuid', { name: 'settled_through' }) readonly settledThrough!: string;
  @Column('jsonb') readonly tally!: Tally;
}
