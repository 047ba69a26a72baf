import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Resolution = 'approved' | 'rejected';

/** How a person settled a review. Once. */
@Entity('reviews')
export class Review {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'evaluation_id' }) readonly evaluationId!: string;
  @Column('text') readonly resolution!: Resolution;
  @Column('text', { nullable: true }) readonly note!: string | null;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 }) readonly createdAt!: Date;
}
