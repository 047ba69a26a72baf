import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The leaf of an entry that isn't in the tree yet. Written with the entry, taken away by the sealer. */
@Entity('audit_unsealed_leaves')
export class UnsealedLeaf {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'entry_id' }) readonly entryId!: string;
  @Column('bytea', { name: 'leaf_hash' }) readonly leafHash!: Buffer;
}
