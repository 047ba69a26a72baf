import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { DeliveryAttempt } from './delivery-attempt.entity';
import type { Delivery } from './delivery.entity';

@Injectable()
export class AttemptsRepository {
  /** Those of these deliveries, of each in their order; at most a page of deliveries. */
  ofEach({ manager, tenantId }: TenantTx, deliveries: readonly Delivery[]): Promise<DeliveryAttempt[]> {
    return manager
      .createQueryBuilder(DeliveryAttempt, 'a')
      .where('a.tenantId = :tenantId', { tenantId })
      .andWhere('(a.endpointId, a.eventId) in (select * from unnest(:endpoints::uuid[], :events::uuid[]))', {
        endpoints: deliveries.map(({ endpointId }) => endpointId),
        events: deliveries.map(({ eventId }) => eventId),
      })
      .orderBy('a.number', 'ASC')
      .getMany();
  }
}
