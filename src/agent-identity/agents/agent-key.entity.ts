import type { PublicJwk } from '@libs/request-signature/public-jwk';
import type { AgentMethod } from '@libs/request-signature/verification-key';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What an agent signs with: a public key, or how to make an HMAC secret again, derived as libs/secrets says. It stays
 * when it is revoked, so that what it signed can be checked later.
 */
@Entity('agent_keys')
@Index('agent_keys_agent', ['tenantId', 'agentId'])
@Index('agent_keys_thumbprint', ['tenantId', 'thumbprint'], { unique: true })
export class AgentKey {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'agent_id' }) readonly agentId!: string;
  @Column('text') readonly method!: AgentMethod;
  /** Of a public key (RFC 7638), or SHA-256 of the secret; in base64url. */
  @Column('text') readonly thumbprint!: string;
  @Column('json', { nullable: true }) readonly jwk!: PublicJwk | null;
  /** The recipe of an HMAC secret, whose digest is the thumbprint. */
  @Column('text', { nullable: true }) readonly kid!: string | null;
  @Column('bytea', { nullable: true }) readonly salt!: Buffer | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  readonly revokedAt!: Date | null;
}
