import type { Decision } from '@libs/risk-engine/verdict';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a shadow decided on what an evaluation was decided from. */
@Entity('shadow_decisions')
@Index('shadow_decisions_differing', ['tenantId', 'shadowId', 'evaluationId'], { where: 'NOT agrees' })
export class ShadowDecision {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'shadow_id' }) readonly shadowId!: string;
  @PrimaryColumn('uuid', { name: 'evaluation_id' }) readonly evaluationId!: string;
  @Column('text') readonly decision!: Decision;
  @Column('integer') readonly score!: number;
  /** Whether the evaluation's decision is the same. */
  @Column('boolean') readonly agrees!: boolean;
}
