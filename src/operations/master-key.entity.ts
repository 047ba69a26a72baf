import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A master key that secrets in this database were made with, known by its canary: the key itself is never here. */
@Entity('master_keys')
export class MasterKey {
  @PrimaryColumn('text') readonly kid!: string;
  @Column('bytea') readonly canary!: Buffer;
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
