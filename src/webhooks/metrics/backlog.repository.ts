import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import { uuidTime } from '@libs/ids/typeid';

/** What is counted further says "so many or more". */
export const MOST_COUNTED = 50_000;
const MOST_TENANTS = 1_000;
const STATEMENT_TIMEOUT_MS = 2_000;

/** What of all tenants' events is still to be delivered. */
export interface Backlog {
  /** How long ago the oldest event happened that no delivery was made of yet; 0 without one. */
  readonly oldestUnexpandedSeconds: number;
  /** How long ago the oldest event happened that is not delivered and may still be; 0 without one. */
  readonly oldestUndeliveredSeconds: number;
  /** Pending or being sent, at most MOST_COUNTED. */
  readonly openDeliveries: number;
  /** Of those, how many could be sent now. */
  readonly dueDeliveries: number;
  /** Endpoints that nothing is sent to for the moment. */
  readonly heldEndpoints: number;
}

interface Row {
  readonly unexpanded: string | null;
  readonly open: string | null;
  readonly counted: number;
  readonly due: number;
  readonly held: number;
}

/** Each question is answered from the beginning of an index, or counts so far and no further. */
@Injectable()
export class BacklogRepository {
  constructor(
    private readonly database: SystemDatabase,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<Backlog> {
    const now = this.clock.now();
    const [row] = await this.database.run(async (manager) => {
      await manager.query(`set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
      return manager.query<Row[]>(BACKLOG, [now, MOST_TENANTS, MOST_COUNTED]);
    });
    if (row === undefined) throw new Error('a query of counts has a row');
    const ages = [row.unexpanded, row.open].map((id) => ageSeconds(id, now));
    return {
      oldestUnexpandedSeconds: ageSeconds(row.unexpanded, now),
      oldestUndeliveredSeconds: Math.max(...ages),
      openDeliveries: row.counted,
      dueDeliveries: row.due,
      heldEndpoints: row.held,
    };
  }
}

/** The outbox is in the order of tenants: the first event of each is its oldest. */
const BACKLOG = `
  with recursive waiting (tenant_id, event_id, number) as (
    (select tenant_id, event_id, 1 from event_outbox order by tenant_id, event_id limit 1)
    union all
    select next.tenant_id, next.event_id, number + 1
      from waiting w cross join lateral (
        select tenant_id, event_id from event_outbox o where o.tenant_id > w.tenant_id
         order by tenant_id, event_id limit 1
      ) next
     where number < $2
  ), counted as (
    select count(*)::integer as counted,
           (count(*) filter (where status = 'pending' and due_at <= $1))::integer as due
      from (select status, due_at from deliveries where due_at is not null limit $3) open
  )
  select (select event_id from waiting order by event_id limit 1) as unexpanded,
         (select event_id from deliveries where due_at is not null order by event_id limit 1) as open,
         counted, due,
         (select count(*)::integer from webhook_endpoint_health where held_until > $1) as held
    from counted`;

function ageSeconds(eventId: string | null, now: Date): number {
  return eventId === null ? 0 : Math.max(0, (now.getTime() - uuidTime(eventId)) / 1_000);
}
