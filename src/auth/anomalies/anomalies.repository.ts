import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { KeyAnomaly } from './anomaly.entity';
import type { KeyNetwork } from './key-network.entity';

@Injectable()
export class AnomaliesRepository {
  /** False where it was told in this hour or a later one, by whichever process. */
  async tellOnce(tx: TenantTx, anomaly: Omit<KeyAnomaly, 'tenantId'>): Promise<boolean> {
    const told = await tx.query({
      name: 'tell-key-anomaly',
      text: `insert into key_anomalies as a (tenant_id, key_id, kind, hour) values ($1, $2, $3, $4)
             on conflict (tenant_id, key_id, kind) do update set hour = excluded.hour
              where a.tenant_id = $1 and a.hour < excluded.hour
             returning 1`,
      values: [tx.tenantId, anomaly.keyId, anomaly.kind, anomaly.hour],
    });
    return told.length > 0;
  }

  /** Whether it is new, and how many there were before. A key that has `max` of them gets no more. */
  async learnNetwork(
    tx: TenantTx,
    { keyId, network, firstSeenAt }: Omit<KeyNetwork, 'tenantId'>,
    max: number,
  ): Promise<{ readonly isNew: boolean; readonly before: number }> {
    const [counted] = await tx.query<{ count: number }>({
      name: 'count-key-networks',
      text: 'select count(*)::int as count from key_networks where tenant_id = $1 and key_id = $2',
      values: [tx.tenantId, keyId],
    });
    const before = counted?.count ?? 0;
    if (before >= max) return { isNew: false, before };
    const learned = await tx.query({
      name: 'learn-key-network',
      text: `insert into key_networks (tenant_id, key_id, network, first_seen_at) values ($1, $2, $3, $4)
             on conflict (tenant_id, key_id, network) do nothing
             returning 1`,
      values: [tx.tenantId, keyId, network, firstSeenAt],
    });
    return { isNew: learned.length > 0, before };
  }
}
