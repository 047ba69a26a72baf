import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A nonce that a good signature carried: it is good once. */
@Entity('agent_nonces')
@Index('agent_nonces_expire', ['expiresAt'])
export class AgentNonce {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'key_id' }) readonly keyId!: string;
  @PrimaryColumn('text') readonly nonce!: string;
  /** Who took it: the same may take it again, in a transaction that is tried again. */
  @Column('uuid') readonly holder!: string;
  /** Of the signature. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 }) readonly expiresAt!: Date;
}
