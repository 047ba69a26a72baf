import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A named set of values that rules may ask: `customer.id in lists.trusted`. It does nothing by itself. */
@Entity('lists')
@Unique('lists_tenant_id_name_key', ['tenantId', 'name'])
export class List {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') readonly name!: string;
  @Column('text', { nullable: true }) readonly description!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
