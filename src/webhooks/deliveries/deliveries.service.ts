import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { mapPage, pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { formatId } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import { endpointNotFound } from '../endpoints/endpoint.problems';
import { WebhookEndpointsRepository } from '../endpoints/webhook-endpoints.repository';
import type { DeliveryStatus } from '../webhooks.types';
import { DeliveriesRepository } from './deliveries.repository';
import type { LastAttempt } from './deliveries.repository';
import type { DeliveryAttempt } from './delivery-attempt.entity';
import type { Delivery } from './delivery.entity';
import { deliveryNotFound, deliveryUnderWay, endpointNotEnabled, triedTooOften } from './delivery.problems';
import { MAX_ATTEMPTS } from './max-attempts';

export interface DeliverySummary {
  readonly delivery: Delivery;
  readonly lastAttempt: LastAttempt | undefined;
}

export interface TriedDelivery {
  readonly delivery: Delivery;
  /** In their order. */
  readonly attempts: readonly DeliveryAttempt[];
}

/** What became of each delivery, and another try of one. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly deliveries: DeliveriesRepository,
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Of a deleted endpoint too, for as long as there are any. Throws a Problem of 404. */
  page(
    tenantId: TenantId,
    endpointId: string,
    { status, slice }: { readonly status: DeliveryStatus | undefined; readonly slice: Slice },
  ): Promise<Page<DeliverySummary>> {
    return this.database.run(tenantId, async (tx) => {
      const rows = await this.deliveries.list(tx, endpointId, { status, slice });
      if (rows.length === 0 && !(await this.isKnown(tx, endpointId))) throw endpointNotFound();
      const page = pageOf(rows, slice.limit, ({ eventId }) => eventId);
      const eventIds = page.data.map(({ eventId }) => eventId);
      const attempts = await this.deliveries.lastAttempts(tx, endpointId, eventIds);
      return mapPage(page, (delivery) => ({ delivery, lastAttempt: attempts.get(delivery.eventId) }));
    });
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<TriedDelivery> {
    return this.database.run(tenantId, async (tx) => {
      const delivery = await this.deliveries.find(tx, id);
      if (delivery === null) throw deliveryNotFound();
      return this.tried(tx, delivery);
    });
  }

  /** Due now, with all its retries before it again, whatever became of it before. Throws a Problem of 404 or 409. */
  retry(caller: Caller, id: string): Promise<TriedDelivery> {
    return this.database.runFor(caller, async (tx) => {
      const delivery = await this.deliveries.findLocked(tx, id);
      if (delivery === null) throw deliveryNotFound();
      await this.checkMayBeSent(tx, delivery);
      const change = {
        status: 'pending',
        dueAt: this.clock.now(),
        failure: null,
        settledAt: null,
        roundStartedAfter: delivery.attempts,
      } as const;
      await this.deliveries.update(tx, delivery, change);
      await this.tellRetried(tx, caller, delivery);
      return this.tried(tx, { ...delivery, ...change });
    });
  }

  private async isKnown(tx: TenantTx, endpointId: string): Promise<boolean> {
    const endpoint = await this.endpoints.find(tx, endpointId);
    return endpoint !== null || this.deliveries.hasAny(tx, endpointId);
  }

  private async checkMayBeSent(tx: TenantTx, { endpointId, status, attempts }: Delivery): Promise<void> {
    if (status === 'sending') throw deliveryUnderWay();
    if (attempts >= MAX_ATTEMPTS) throw triedTooOften(MAX_ATTEMPTS);
    const standing = (await this.endpoints.find(tx, endpointId))?.status ?? 'deleted';
    if (standing !== 'enabled') throw endpointNotEnabled(standing);
  }

  private async tried(tx: TenantTx, delivery: Delivery): Promise<TriedDelivery> {
    return { delivery, attempts: await this.deliveries.attemptsOf(tx, delivery) };
  }

  private async tellRetried(tx: TenantTx, { origin, keyId }: Caller, delivery: Delivery): Promise<void> {
    const { id, endpointId, eventId, status } = delivery;
    await this.audit.append(tx, [
      {
        ...origin,
        action: 'delivery.retried',
        actor: { type: 'key', id: keyId },
        resource: { type: 'delivery', id },
        before: { status },
        after: { endpointId: formatId('endpoint', endpointId), eventId: formatId('event', eventId) },
      },
    ]);
  }
}
