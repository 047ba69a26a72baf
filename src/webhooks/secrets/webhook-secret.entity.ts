import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How to make an endpoint's signing secrets again; neither of them is here. Derived as libs/secrets says. */
@Entity('webhook_secrets')
export class WebhookSecret {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'endpoint_id' }) readonly endpointId!: string;
  @PrimaryColumn('integer') readonly version!: number;
  @Column('text') readonly kid!: string;
  @Column('bytea') readonly salt!: Buffer;
  @Column('bytea', { name: 'hmac_digest' }) readonly hmacDigest!: Buffer;
  @Column('bytea', { name: 'ed25519_digest' }) readonly ed25519Digest!: Buffer;
  /** Ed25519, 32 bytes (RFC 8032). */
  @Column('bytea', { name: 'public_key' }) readonly publicKey!: Buffer;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  /** Signs until then; null: the newest version. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  readonly expiresAt!: Date | null;
  /** When the tenant was told that it should be rotated. */
  @Column({ type: 'timestamptz', name: 'rotation_told_at', precision: 3, nullable: true })
  readonly rotationToldAt!: Date | null;
}
