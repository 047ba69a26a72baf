import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Up to 256 hashes of subtrees next to one another, those of 8 · `level` levels (C2SP tlog-tiles). */
@Entity('audit_tiles')
export class AuditTile {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('smallint') readonly level!: number;
  @PrimaryColumn('bigint') readonly index!: string;
  @Column('bytea') readonly hashes!: Buffer;
}
