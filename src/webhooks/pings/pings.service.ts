import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Caller } from '@libs/http/caller';
import { newUuid } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import { EventsService } from '../../events/events.service';
import { TenantsService } from '../../tenants/tenants.service';
import type { TriedDelivery } from '../deliveries/deliveries.service';
import type { DeliveryAttempt } from '../deliveries/delivery-attempt.entity';
import type { Delivery } from '../deliveries/delivery.entity';
import { toEndpointResponse } from '../endpoints/dto/endpoint.response';
import { EndpointViews } from '../endpoints/endpoint-views';
import { endpointNotFound } from '../endpoints/endpoint.problems';
import type { WebhookEndpoint } from '../endpoints/webhook-endpoint.entity';
import { WebhookEndpointsRepository } from '../endpoints/webhook-endpoints.repository';
import { EndpointSecrets } from '../secrets/endpoint-secrets';
import type { AttemptResult } from '../sending/attempt-result';
import { LEASE_MS } from '../sending/delivery-job';
import { DeliverySender } from '../sending/delivery-sender';
import { isDelivered } from '../sending/endpoint-health';
import type { OutgoingDelivery } from '../sending/loaded-delivery';
import { RETRY_WAITS_MS } from '../sending/retry-schedule';
import { PingsRepository } from './pings.repository';
import { PingsUnderWay } from './pings-under-way';

/** By whom, and of which of the tenant's two sides an event tells. */
interface Asked {
  readonly caller: Caller;
  readonly mode: string;
}

/** A delivery that is about to be sent by this process itself. */
interface Ping {
  readonly delivery: Delivery;
  readonly outgoing: OutgoingDelivery;
}

/** Sends `endpoint.pinged` to one endpoint at once, and tells what came back. */
@Injectable()
export class PingsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly views: EndpointViews,
    private readonly secrets: EndpointSecrets,
    private readonly pings: PingsRepository,
    private readonly underWay: PingsUnderWay,
    private readonly sender: DeliverySender,
    private readonly tenants: TenantsService,
    private readonly events: EventsService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Whatever it comes to, it is tried once, and is not held against the endpoint; one that is disabled may be tried.
   * Throws a Problem of 404, of 409 while the endpoint is tested already, or of 503.
   */
  send(caller: Caller, endpointId: string): Promise<TriedDelivery> {
    return this.underWay.hold(endpointId, async () => {
      const { mode } = await this.tenants.get(caller.tenantId);
      const asked = { caller, mode };
      const ping = await this.database.run(caller.tenantId, (tx) => this.prepare(tx, asked, endpointId));
      // Nothing is locked meanwhile: how long it takes is up to a stranger.
      return this.settle(caller, ping, await this.sender.send(ping.outgoing));
    });
  }

  private async prepare(tx: TenantTx, { caller, mode }: Asked, endpointId: string): Promise<Ping> {
    const endpoint = await this.endpoints.find(tx, endpointId);
    if (endpoint === null) throw endpointNotFound();
    const data = toEndpointResponse(await this.views.of(tx, endpoint));
    const draft = { type: 'endpoint.pinged', resourceId: endpointId, data } as const;
    const { id: eventId, createdAt } = await this.events.record(tx, draft);
    const delivery = this.begun(endpoint, eventId, createdAt);
    await this.pings.insert(tx, delivery);
    await this.tell(tx, caller, endpointId);
    const { tenantId } = tx;
    const event = { ...{ tenantId, eventId, type: draft.type, mode, createdAt }, data: JSON.stringify(data) };
    const secrets = (await this.secrets.signing(tx, [endpointId])).get(endpointId) ?? [];
    return { delivery, outgoing: { url: endpoint.url, event, secrets } };
  }

  /**
   * Should this process die, a worker takes it for one of its own when the lease is over, whose schedule is used up:
   * it fails then, and is sent no second time.
   */
  private begun({ tenantId, id: endpointId }: WebhookEndpoint, eventId: string, createdAt: Date): Delivery {
    return {
      ...{ tenantId, endpointId, eventId, id: newUuid(createdAt.getTime()), eventType: 'endpoint.pinged' },
      ...{ status: 'sending', attempts: 1, roundStartedAfter: -RETRY_WAITS_MS.length },
      ...{ dueAt: new Date(createdAt.getTime() + LEASE_MS), failure: null, recoveryId: null },
      ...{ createdAt, settledAt: null },
    };
  }

  private async settle(
    { tenantId }: Caller,
    { delivery }: Ping,
    result: AttemptResult,
  ): Promise<TriedDelivery> {
    const hasFailed = !isDelivered(result);
    const settled: Delivery = {
      ...delivery,
      ...{ status: hasFailed ? 'failed' : 'delivered', failure: hasFailed ? 'retries_exhausted' : null },
      ...{ dueAt: null, settledAt: this.clock.now() },
    };
    const { startedAt, durationMs, responseStatus, responseBody, error } = result;
    const { endpointId, eventId } = delivery;
    const attempt: DeliveryAttempt = {
      ...{ tenantId, endpointId, eventId, number: delivery.attempts },
      ...{ startedAt, durationMs, responseStatus, responseBody, error },
    };
    await this.database.run(tenantId, (tx) => this.pings.settle(tx, settled, attempt));
    return { delivery: settled, attempts: [attempt] };
  }

  private async tell(tx: TenantTx, { origin, keyId }: Caller, endpointId: string): Promise<void> {
    await this.audit.append(tx, [
      {
        ...origin,
        action: 'endpoint.pinged',
        actor: { type: 'key', id: keyId },
        resource: { type: 'endpoint', id: endpointId },
      },
    ]);
  }
}
