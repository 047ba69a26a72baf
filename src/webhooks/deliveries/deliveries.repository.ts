import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { uuidLowerBound, uuidTime, uuidUpperBound } from '@libs/ids/typeid';
import { Between, IsNull, LessThan, Not } from 'typeorm';
import type { FindOptionsWhere } from 'typeorm';
import type { DeliveryStatus } from '../webhooks.types';
import { DeliveryAttempt } from './delivery-attempt.entity';
import { Delivery } from './delivery.entity';

/** What somebody who asks for another try changes. */
export type DeliveryChange = Partial<
  Pick<Delivery, 'status' | 'dueAt' | 'failure' | 'settledAt' | 'roundStartedAfter'>
>;

export type LastAttempt = Omit<DeliveryAttempt, 'tenantId' | 'endpointId' | 'responseBody'>;

@Injectable()
export class DeliveriesRepository {
  /** Those of one endpoint, the newest event first, with one row more than the page: see `pageOf`. */
  list(
    { manager, tenantId }: TenantTx,
    endpointId: string,
    { status, slice }: { readonly status: DeliveryStatus | undefined; readonly slice: Slice },
  ): Promise<Delivery[]> {
    const { after, limit } = slice;
    const where: FindOptionsWhere<Delivery> = {
      ...{ tenantId, endpointId },
      ...(status !== undefined && { status }),
      // It says nothing new, and lets the index of open deliveries be used.
      ...((status === 'pending' || status === 'sending') && { dueAt: Not(IsNull()) }),
      ...(after !== undefined && { eventId: LessThan(after) }),
    };
    return manager.find(Delivery, { where, order: { eventId: 'DESC' }, take: limit + 1 });
  }

  hasAny({ manager, tenantId }: TenantTx, endpointId: string): Promise<boolean> {
    return manager.existsBy(Delivery, { tenantId, endpointId });
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Delivery | null> {
    return manager.findOneBy(Delivery, placeOf(tenantId, id));
  }

  /** Whoever claims or settles it waits until the end of this transaction. */
  findLocked({ manager, tenantId }: TenantTx, id: string): Promise<Delivery | null> {
    return manager.findOne(Delivery, {
      where: placeOf(tenantId, id),
      lock: { mode: 'pessimistic_write' },
    });
  }

  async update({ manager }: TenantTx, delivery: Delivery, change: DeliveryChange): Promise<void> {
    const { tenantId, endpointId, eventId } = delivery;
    await manager.update(Delivery, { tenantId, endpointId, eventId }, change);
  }

  /** In their order. */
  attemptsOf({ manager, tenantId }: TenantTx, { endpointId, eventId }: Delivery): Promise<DeliveryAttempt[]> {
    return manager.find(DeliveryAttempt, {
      where: { tenantId, endpointId, eventId },
      order: { number: 'ASC' },
    });
  }

  /** By the event; at most a page of them. What was answered stays where it is. */
  async lastAttempts(
    tx: TenantTx,
    endpointId: string,
    eventIds: readonly string[],
  ): Promise<ReadonlyMap<string, LastAttempt>> {
    const attempts = await tx.query<LastAttempt>({
      name: 'find-last-attempts',
      text: `select a.event_id as "eventId", a.number, a.started_at as "startedAt", a.duration_ms as "durationMs",
                    a.response_status as "responseStatus", a.error
               from unnest($3::uuid[]) asked(event_id) cross join lateral (
                 select * from delivery_attempts
                  where tenant_id = $1 and endpoint_id = $2 and event_id = asked.event_id
                  order by number desc limit 1
               ) a`,
      values: [tx.tenantId, endpointId, eventIds],
    });
    return new Map(attempts.map((attempt) => [attempt.eventId, attempt]));
  }
}

/** It is of the same millisecond as its event: one partition, and of it the few rows of that moment. */
function placeOf(tenantId: string, id: string): FindOptionsWhere<Delivery> {
  const atMs = uuidTime(id);
  return { tenantId, id, eventId: Between(uuidLowerBound(atMs), uuidUpperBound(atMs)) };
}
