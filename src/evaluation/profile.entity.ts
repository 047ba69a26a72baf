import type { EntityKind } from '@libs/risk-engine/entity';
import type { StoredProfile } from '@libs/risk-engine/stored-profile/stored-profile';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is known of one customer, counterparty, instrument, device, IP or agent that signed. Derived from the evaluations, of bounded size. */
@Entity('profiles')
export class Profile {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('text') readonly kind!: EntityKind;
  @PrimaryColumn('text', { name: 'entity_id' }) readonly entityId!: string;
  @Column('json') readonly state!: StoredProfile;
}
