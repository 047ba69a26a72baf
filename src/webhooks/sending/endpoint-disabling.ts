import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { newTraceId } from '@libs/http/trace';
import { AuditService } from '../../audit/audit.service';
import { EventsService } from '../../events/events.service';
import { toEndpointResponse } from '../endpoints/dto/endpoint.response';
import { EndpointViews } from '../endpoints/endpoint-views';
import { changesTold } from '../endpoints/told-changes';
import type { WebhookEndpoint } from '../endpoints/webhook-endpoint.entity';
import { WebhookEndpointsRepository } from '../endpoints/webhook-endpoints.repository';
import type { Disabling } from './health-changes';

/** Gives an endpoint up, and tells its tenant so. */
@Injectable()
export class EndpointDisabling {
  constructor(
    private readonly database: TenantDatabase,
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly views: EndpointViews,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /** Nothing happens to one that is disabled already, or gone. */
  async disable({ tenantId, endpointId, reason }: Disabling): Promise<void> {
    await this.database.run(toTenantId(tenantId), async (tx) => {
      const before = await this.endpoints.findLocked(tx, endpointId);
      if (before?.status !== 'enabled') return;
      const now = this.clock.now();
      const after: WebhookEndpoint = {
        ...before,
        ...{ status: 'disabled', disabledReason: reason, disabledAt: now, updatedAt: now },
      };
      await this.endpoints.update(tx, after);
      await this.tell(tx, before, after);
    });
  }

  private async tell(tx: TenantTx, before: WebhookEndpoint, after: WebhookEndpoint): Promise<void> {
    const resource = { type: 'endpoint', id: after.id } as const;
    const by = { actor: { type: 'system', id: null }, traceId: newTraceId(), network: null } as const;
    await this.audit.append(
      tx,
      changesTold(before, after).map((told) => ({ ...told, ...by, resource })),
    );
    const data = toEndpointResponse(await this.views.of(tx, after));
    await this.events.publish(tx, [{ type: 'endpoint.disabled', resourceId: after.id, data }]);
  }
}
