import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { DeliveryAttempt } from '../deliveries/delivery-attempt.entity';
import { Delivery } from '../deliveries/delivery.entity';

@Injectable()
export class PingsRepository {
  async insert({ manager }: TenantTx, delivery: Delivery): Promise<void> {
    await manager.insert(Delivery, delivery);
  }

  /** The delivery as it is now, if this attempt was still its own; the attempt is written down in any case. */
  async settle({ manager }: TenantTx, settled: Delivery, attempt: DeliveryAttempt): Promise<void> {
    const { tenantId, endpointId, eventId, status, dueAt, failure, settledAt } = settled;
    await manager.insert(DeliveryAttempt, attempt);
    await manager.update(
      Delivery,
      { tenantId, endpointId, eventId, status: 'sending', attempts: attempt.number },
      { status, dueAt, failure, settledAt },
    );
  }
}
