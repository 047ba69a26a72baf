import type { EntityKind } from '@libs/risk-engine/entity';
import type { StoredProfile } from '@libs/risk-engine/stored-profile/stored-profile';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A profile as evaluations made it that are no longer kept. What is told of them later, it learns. */
@Entity('profile_snapshots')
export class ProfileSnapshot {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('text') readonly kind!: EntityKind;
  @PrimaryColumn('text', { name: 'entity_id' }) readonly entityId!: string;
  /** The last evaluation's id that may be in it. */
  @Column('uuid', { name: 'through_id' }) readonly throughId!: string;
  @Column('json') readonly state!: StoredProfile;
}
