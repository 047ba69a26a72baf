import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Which leaf of its tenant's tree an entry is. A bigint, which the driver gives as text. */
@Entity('audit_leaves')
@Index('audit_leaves_index', ['tenantId', 'index'])
export class AuditLeaf {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'entry_id' }) readonly entryId!: string;
  @Column('bigint') readonly index!: string;
}
