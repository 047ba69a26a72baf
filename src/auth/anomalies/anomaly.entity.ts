import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AnomalyKind } from './anomaly.types';

/** In which hour a tenant was last told that this happens to a key. */
@Entity('key_anomalies')
export class KeyAnomaly {
  @PrimaryColumn('uuid', { name: 'tenant_id' }) readonly tenantId!: string;
  @PrimaryColumn('uuid', { name: 'key_id' }) readonly keyId!: string;
  @PrimaryColumn('text') readonly kind!: AnomalyKind;
  @Column({ type: 'timestamptz', precision: 0 }) readonly hour!: Date;
}
