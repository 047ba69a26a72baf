import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExportedFile } from './export.types';

/** A stretch of an archive: a whole file in it, or some of what stands behind the last one. */
@Entity('export_pieces')
export class ExportPiece {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'export_id' }) readonly exportId!: string;
  /** From 1. */
  @PrimaryColumn('integer') readonly number!: number;
  /** Where it begins in the archive. */
  @Column('bigint', { name: 'offset_bytes', transformer: { to: (at: number): number => at, from: Number } })
  readonly offsetBytes!: number;
  @Column('integer', { name: 'size_bytes' }) readonly sizeBytes!: number;
  /** Null for what stands behind the last file of rows. */
  @Column('json', { nullable: true }) readonly file!: ExportedFile | null;
  @Column('bytea') readonly bytes!: Buffer;
}
