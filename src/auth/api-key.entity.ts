import type { Scope } from '@libs/http/scope';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('api_keys')
@Unique('api_keys_secret_digest_key', ['secretDigest'])
export class ApiKey {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly name!: string;
  @Column('bytea', { name: 'secret_digest' }) readonly secretDigest!: Buffer;
  @Column('text', { array: true }) readonly scopes!: Scope[];
  /** As CIDR; none is everywhere. */
  @Column('text', { name: 'allowed_ips', array: true, default: [] }) readonly allowedIps!: string[];
  /** The agent without whose signature the key is worth nothing. */
  @Column('uuid', { name: 'agent_id', nullable: true }) readonly agentId!: string | null;
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  readonly expiresAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  readonly revokedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
