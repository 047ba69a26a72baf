import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The head of a tenant's tree, as it was last signed. There is none before the first leaf. */
@Entity('audit_trees')
export class AuditTree {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  /** What the tree is called in its checkpoints. It stays, whatever becomes of PUBLIC_URL. */
  @Column('text') readonly origin!: string;
  @Column('bigint') readonly size!: string;
  /** A signed note (C2SP tlog-checkpoint). */
  @Column('text') readonly checkpoint!: string;
  @Column({ type: 'timestamptz', name: 'sealed_at', precision: 3 }) readonly sealedAt!: Date;
}
