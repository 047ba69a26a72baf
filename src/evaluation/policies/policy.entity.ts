import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { PolicyDefinition } from './policy.types';

/** One version of a tenant's policy. Its definition never changes; which version is active does. */
@Entity('policies')
@Unique('policies_tenant_id_version_key', ['tenantId', 'version'])
@Index('policies_active', ['tenantId'], { unique: true, where: 'is_active' })
export class Policy {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('integer') readonly version!: number;
  @Column('json') readonly definition!: PolicyDefinition;
  @Column('boolean', { name: 'is_active' }) readonly isActive!: boolean;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
