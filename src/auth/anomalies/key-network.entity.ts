import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A network that a key was used from: the first 64 of them. */
@Entity('key_networks')
export class KeyNetwork {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'key_id' }) readonly keyId!: string;
  @PrimaryColumn('cidr') readonly network!: string;
  @Column({ type: 'timestamptz', name: 'first_seen_at', precision: 3 }) readonly firstSeenAt!: Date;
}
