import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a key was last used: apart from the key, so that using one changes nothing that processes remember. */
@Entity('api_key_uses')
export class ApiKeyUse {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'key_id' }) readonly keyId!: string;
  @Column({ type: 'timestamptz', name: 'last_used_at', precision: 3 }) readonly lastUsedAt!: Date;
}
