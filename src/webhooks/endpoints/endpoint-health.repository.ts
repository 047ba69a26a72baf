import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { uuidTime } from '@libs/ids/typeid';
import { In } from 'typeorm';
import { WebhookEndpointHealth } from './webhook-endpoint-health.entity';

/** The state of an endpoint that nothing was sent to yet. */
const UNTRIED = {
  ...{ maxInFlight: 4, consecutiveFailures: 0 },
  ...{ failingSince: null, heldUntil: null, nextSendAt: null },
};

@Injectable()
export class EndpointHealthRepository {
  async insert({ manager, tenantId }: TenantTx, endpointId: string): Promise<void> {
    await manager.insert(WebhookEndpointHealth, { tenantId, endpointId, ...UNTRIED });
  }

  /** Forgets what went wrong; when something got through last stays. */
  async clear({ manager, tenantId }: TenantTx, endpointId: string): Promise<void> {
    await manager.update(WebhookEndpointHealth, { tenantId, endpointId }, UNTRIED);
  }

  async remove({ manager, tenantId }: TenantTx, endpointId: string): Promise<void> {
    await manager.delete(WebhookEndpointHealth, { tenantId, endpointId });
  }

  find({ manager, tenantId }: TenantTx, endpointIds: readonly string[]): Promise<WebhookEndpointHealth[]> {
    return manager.findBy(WebhookEndpointHealth, { tenantId, endpointId: In(endpointIds) });
  }

  /** By endpoint, when the oldest event happened that is still on its way to it. */
  async oldestUndelivered(
    { manager, tenantId }: TenantTx,
    endpointIds: readonly string[],
  ): Promise<ReadonlyMap<string, Date>> {
    const rows = await manager.query<{ endpoint_id: string; event_id: string }[]>(
      `select e.endpoint_id, d.event_id
         from unnest($2::uuid[]) e (endpoint_id)
        cross join lateral (
          select event_id from deliveries
           where tenant_id = $1 and endpoint_id = e.endpoint_id and due_at is not null
           order by event_id limit 1) d`,
      [tenantId, endpointIds],
    );
    return new Map(rows.map((row) => [row.endpoint_id, new Date(uuidTime(row.event_id))]));
  }
}
