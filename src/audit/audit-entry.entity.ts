import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { IdPrefix } from '@libs/ids/typeid';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import type { AuditAction, ActorType, JsonObject } from './audit.types';

/** PostgreSQL writes a few addresses otherwise than RFC 5952, which a leaf is made of: `::a:b` as `::0.10.0.11`. */
const AS_HASHED = {
  to: (network: string | null): string | null => network,
  from: (network: string | null): string | null => network && (canonicalIp(network) ?? network),
};

/** One line of the trail: who did what to which thing. Never updated; erasure removes salt and content. */
@Entity('audit_entries')
@Index('audit_entries_resource', ['tenantId', 'resourceId'])
@Index('audit_entries_changes', ['tenantId', 'id'], { where: `action <> 'evaluation.decided'::text` })
@Index('audit_entries_erased_by', ['tenantId', 'erasedBy'], { where: 'erased_by IS NOT NULL' })
export class AuditEntry {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly action!: AuditAction;
  @Column('text', { name: 'actor_type' }) readonly actorType!: ActorType;
  @Column('uuid', { name: 'actor_id', nullable: true }) readonly actorId!: string | null;
  @Column('text', { name: 'resource_type' }) readonly resourceType!: IdPrefix;
  @Column('uuid', { name: 'resource_id' }) readonly resourceId!: string;
  @Column('text', { name: 'trace_id' }) readonly traceId!: string;
  @Column('inet', { nullable: true, transformer: AS_HASHED }) readonly network!: string | null;
  @Column('json', { nullable: true }) readonly before!: JsonObject | null;
  @Column('json', { nullable: true }) readonly after!: JsonObject | null;
  @Column('bytea', { name: 'content_digest', nullable: true }) readonly contentDigest!: Buffer | null;
  @Column('bytea', { nullable: true }) readonly salt!: Buffer | null;
  @Column('bytea', { name: 'leaf_hash' }) readonly leafHash!: Buffer;
  /** The erasure that took salt and content; null where none did. */
  @Column('uuid', { name: 'erased_by', nullable: true }) readonly erasedBy!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
