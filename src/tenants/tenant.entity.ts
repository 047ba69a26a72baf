import type { Plan } from '@libs/config/setting-values';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AgentVerification, Mode } from './tenants.types';

/** A customer, or the sandbox of one. The two are siblings and share nothing. */
@Entity('tenants')
export class Tenant {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @Column('text') readonly mode!: Mode;
  @Column('text') readonly name!: string;
  @Column('text') readonly email!: string;
  @Column('text') readonly plan!: Plan;
  @Column('text', { name: 'agent_verification', default: 'optional' })
  readonly agentVerification!: AgentVerification;
  /** As CIDR; none is everywhere. */
  @Column('text', { name: 'allowed_ips', array: true, default: [] }) readonly allowedIps!: string[];
  @Column('uuid', { name: 'sibling_id' }) readonly siblingId!: string;
  // The recipe of the key that fingerprints entities: see libs/secrets.
  @Column('text', { name: 'fingerprint_kid' }) readonly fingerprintKid!: string;
  @Column('bytea', { name: 'fingerprint_salt' }) readonly fingerprintSalt!: Buffer;
  @Column('bytea', { name: 'fingerprint_digest' }) readonly fingerprintDigest!: Buffer;
  @Column('bytea', { name: 'fingerprint_mask', nullable: true }) readonly fingerprintMask!: Buffer | null;
  @Column({ type: 'timestamptz', name: 'suspended_at', precision: 3, nullable: true })
  readonly suspendedAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
