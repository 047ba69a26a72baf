import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { uuidLowerBound, uuidUpperBound } from '@libs/ids/typeid';
import { MAX_ATTEMPTS } from '../deliveries/max-attempts';
import type { Recovery } from './recovery.entity';

/** What was looked at, and how much of it is sent again. */
export interface Collected {
  readonly looked: number;
  readonly found: number;
  /** Undefined where there was nothing to look at. */
  readonly lastEventId: string | undefined;
}

/** What failed of a recovery's endpoint. Events' ids carry their time, so a range of time is a range of ids. */
@Injectable()
export class FailedDeliveriesRepository {
  /**
   * Makes the next ones behind the cursor due again for this recovery, at most `limit`. Whoever else wants them at this
   * moment is waited for. What was erased or tried too often, and tests, which are tried once, stay failed.
   */
  async sendAgain(
    tx: TenantTx,
    recovery: Recovery,
    { now, limit }: { now: Date; limit: number },
  ): Promise<Collected> {
    const [collected] = await tx.query<Collected>({
      name: 'send-failed-deliveries-again',
      text: `with looked as (
               select event_id, event_type, failure, attempts from deliveries
                where tenant_id = $1 and endpoint_id = $2 and status = 'failed'
                  and event_id > $3 and event_id >= $4 and event_id <= $5
                order by event_id limit $6 for update
             ), found as (
               update deliveries
                  set status = 'pending', due_at = $7, failure = null, settled_at = null,
                      round_started_after = attempts, recovery_id = $8
                where tenant_id = $1 and endpoint_id = $2 and event_id = any(array(
                        select event_id from looked
                         where failure <> 'payload_erased' and attempts < $9 and event_type <> 'endpoint.pinged'))
               returning 1
             )
             select (select count(*)::integer from looked) as looked, (select count(*)::integer from found) as found,
                    (select event_id from looked order by event_id desc limit 1) as "lastEventId"`,
      values: [
        ...[tx.tenantId, recovery.endpointId, recovery.cursorEventId],
        ...[uuidLowerBound(recovery.since.getTime()), uuidUpperBound(recovery.until.getTime())],
        ...[limit, now, recovery.id, MAX_ATTEMPTS],
      ],
    });
    if (collected === undefined) throw new Error('a query of counts has a row');
    return { ...collected, lastEventId: collected.lastEventId ?? undefined };
  }
}
