import type { EntityKind } from '@libs/risk-engine/entity';
import { Entity, PrimaryColumn } from 'typeorm';

/** Whose profile counted evaluations that name it no more, until it is made again. */
@Entity('erasure_rebuilds')
export class ErasureRebuild {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'erasure_id' }) readonly erasureId!: string;
  @PrimaryColumn('text') readonly kind!: EntityKind;
  @PrimaryColumn('text', { name: 'entity_id' }) readonly entityId!: string;
}
