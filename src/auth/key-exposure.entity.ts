import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When the owner of a key was last told that the key came over plain HTTP. */
@Entity('key_exposures')
export class KeyExposure {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'key_id' }) readonly keyId!: string;
  @Column({ type: 'timestamptz', name: 'told_at', precision: 3 }) readonly toldAt!: Date;
}
