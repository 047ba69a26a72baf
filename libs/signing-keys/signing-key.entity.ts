import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** How a signing key is made again from its master key, and its public half, which is kept for ever. */
@Entity('signing_keys')
export class SigningKeyRow {
  /** The thumbprint of the public key (RFC 7638). */
  @PrimaryColumn('text') readonly kid!: string;
  @Column('text', { name: 'master_kid', unique: true }) readonly masterKid!: string;
  @Column('bytea') readonly salt!: Buffer;
  @Column('bytea') readonly digest!: Buffer;
  @Column('bytea', { name: 'public_key' }) readonly publicKey!: Buffer;
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
