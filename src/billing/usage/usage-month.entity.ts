import type { Plan } from '@libs/config/setting-values';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { UsageKind } from './usage-hour.entity';

/** The sum of the hours of a calendar month (UTC), written with them: what quotas are held by. */
@Entity('usage_months')
export class UsageMonth {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  /** Its first day, as `2026-11-01`. */
  @PrimaryColumn('date') readonly month!: string;
  @PrimaryColumn('text') readonly kind!: UsageKind;
  @PrimaryColumn('text') readonly plan!: Plan;
  @Column('bigint') readonly count!: number;
}
