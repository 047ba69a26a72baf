import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { In } from 'typeorm';
import { KeyAnomaly } from './anomalies/anomaly.entity';
import { KeyNetwork } from './anomalies/key-network.entity';
import { KeyExposure } from './key-exposure.entity';

/** What is known of how keys are used. Each takes at most a page of keys. */
@Injectable()
export class KeyTracesRepository {
  networksOf({ manager, tenantId }: TenantTx, keyIds: readonly string[]): Promise<KeyNetwork[]> {
    return manager.find(KeyNetwork, {
      where: { tenantId, keyId: In([...keyIds]) },
      order: { firstSeenAt: 'ASC', network: 'ASC' },
    });
  }

  anomaliesOf({ manager, tenantId }: TenantTx, keyIds: readonly string[]): Promise<KeyAnomaly[]> {
    return manager.find(KeyAnomaly, { where: { tenantId, keyId: In([...keyIds]) }, order: { kind: 'ASC' } });
  }

  exposuresOf({ manager, tenantId }: TenantTx, keyIds: readonly string[]): Promise<KeyExposure[]> {
    return manager.findBy(KeyExposure, { tenantId, keyId: In([...keyIds]) });
  }
}
