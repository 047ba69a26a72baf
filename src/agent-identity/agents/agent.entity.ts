import type { AgentMethod } from '@libs/request-signature/verification-key';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StoredMandate } from './stored-mandate';

/** A program that acts for the tenant, and signs what it asks for. */
@Entity('agents')
export class Agent {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly name!: string;
  @Column('text') readonly method!: AgentMethod;
  /** Null: nothing is said of what it may do. */
  @Column('json', { nullable: true }) readonly mandate!: StoredMandate | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 }) readonly updatedAt!: Date;
  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  readonly revokedAt!: Date | null;
}
