import type { Plan } from '@libs/config/setting-values';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A share of what the plan includes in a month was used: written by the decision that used it, told once. */
@Entity('usage_thresholds')
@Index('usage_thresholds_untold', ['reachedAt'], { where: 'told_at is null' })
export class UsageThreshold {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('date') readonly month!: string;
  @PrimaryColumn('text') readonly plan!: Plan;
  @PrimaryColumn('int') readonly percent!: number;
  @Column({ type: 'timestamptz', name: 'reached_at', precision: 3 }) readonly reachedAt!: Date;
  @Column({ type: 'timestamptz', name: 'told_at', precision: 3, nullable: true })
  readonly toldAt!: Date | null;
}
