import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { LessThan } from 'typeorm';
import { WebhookEndpoint } from './webhook-endpoint.entity';

@Injectable()
export class WebhookEndpointsRepository {
  /** Until the end of the transaction nobody else adds an endpoint of this tenant. */
  async lockAll({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['webhook_endpoints', tenantId]),
    ]);
  }

  count({ manager, tenantId }: TenantTx): Promise<number> {
    return manager.countBy(WebhookEndpoint, { tenantId });
  }

  async insert({ manager }: TenantTx, endpoint: WebhookEndpoint): Promise<void> {
    await manager.insert(WebhookEndpoint, endpoint);
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<WebhookEndpoint | null> {
    return manager.findOneBy(WebhookEndpoint, { tenantId, id });
  }

  /** Nobody else changes it until the end of the transaction. */
  findLocked({ manager, tenantId }: TenantTx, id: string): Promise<WebhookEndpoint | null> {
    return manager.findOne(WebhookEndpoint, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Newest first, with one row more than the page: see `pageOf`. */
  list({ manager, tenantId }: TenantTx, { limit, after }: Slice): Promise<WebhookEndpoint[]> {
    const where = { tenantId, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(WebhookEndpoint, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  async update({ manager }: TenantTx, { tenantId, id, ...changed }: WebhookEndpoint): Promise<void> {
    await manager.update(WebhookEndpoint, { tenantId, id }, changed);
  }

  async remove({ manager, tenantId }: TenantTx, id: string): Promise<void> {
    await manager.delete(WebhookEndpoint, { tenantId, id });
  }
}
