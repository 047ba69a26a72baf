import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { EndpointStatus } from '../webhooks.types';
import { WebhookEndpoint } from './webhook-endpoint.entity';

@Injectable()
export class EndpointStatusRepository {
  /** Undefined where there is no such endpoint, or none any more. */
  async statusOf({ manager, tenantId }: TenantTx, id: string): Promise<EndpointStatus | undefined> {
    const endpoint = await manager.findOne(WebhookEndpoint, {
      where: { tenantId, id },
      select: { tenantId: true, id: true, status: true },
    });
    return endpoint?.status;
  }
}
