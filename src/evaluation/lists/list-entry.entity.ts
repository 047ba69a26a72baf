import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('list_entries')
@Unique('list_entries_tenant_id_list_id_value_key', ['tenantId', 'listId', 'value'])
@Index('list_entries_value', ['tenantId', 'value'])
export class ListEntry {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'list_id' }) readonly listId!: string;
  @Column('text') readonly value!: string;
  @Column('text', { nullable: true }) readonly note!: string | null;
  /** From then on it is in no list any more. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  readonly expiresAt!: Date | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
