import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { allInOrder } from '@libs/database/all-in-order';
import { columnParameter } from '@libs/database/column-parameter';
import { CommitTogether } from '@libs/database/commit-together';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { DeliveriesAtHand } from './deliveries-at-hand';
import { jobName, SENDING_CONCURRENCY } from './delivery-job';
import type { DeliveryJob } from './delivery-job';
import { DELIVERY_COLUMNS, ITS_EVENT } from './delivery-row';
import type { DeliveryRow } from './delivery-row';
import { DeliveryTargetsRepository } from './delivery-targets.repository';
import { loadedDeliveries } from './loaded-delivery';
import type { LoadedDelivery } from './loaded-delivery';
import { whileDatabaseIsAway } from './while-database-is-away';

/** Longer than an attempt may take: with less of its lease left it would be sent by another before it is over. */
export const LEAST_LEASE_MS = 25_000;
const MAX_WAIT_MS = 10_000;

/** What is behind jobs: what this process has at hand, and else those that begin while others are loaded, together. */
@Injectable()
export class DeliveriesToSend {
  private readonly loading = new CommitTogether<DeliveryJob, LoadedDelivery | undefined>({
    commit: (jobs) => this.loadAll(jobs),
    changes: () => [],
    maxItems: SENDING_CONCURRENCY,
    maxCommitsInFlight: 1,
    maxWaiting: SENDING_CONCURRENCY * 2,
    maxWaitMs: MAX_WAIT_MS,
  });

  constructor(
    private readonly database: SystemDatabase,
    private readonly atHand: DeliveriesAtHand,
    private readonly targets: DeliveryTargetsRepository,
    private readonly clock: Clock,
  ) {}

  /** Undefined where the row says that this attempt is over, or somebody else's soon. */
  async load(job: DeliveryJob): Promise<LoadedDelivery | undefined> {
    return (
      this.atHand.take(job, performance.now()) ??
      whileDatabaseIsAway(LEAST_LEASE_MS, () => this.loading.submit(job))
    );
  }

  private loadAll(jobs: readonly DeliveryJob[]): Promise<(LoadedDelivery | undefined)[]> {
    const now = this.clock.now();
    return this.database.runByKeys(async (query) => {
      const [rows, targets] = await allInOrder([
        this.rows(query, jobs, now),
        this.targets.of(query, jobs, now),
      ]);
      const loaded = new Map(
        loadedDeliveries(rows, targets).map((delivery) => [jobName(delivery), delivery]),
      );
      return jobs.map((job) => loaded.get(jobName(job)));
    });
  }

  private rows(query: Query, jobs: readonly DeliveryJob[], now: Date): Promise<DeliveryRow[]> {
    return query<DeliveryRow>({
      name: 'load-deliveries',
      text: `select ${DELIVERY_COLUMNS}
               from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int4[]) j (tenant_id, endpoint_id, event_id, attempt)
               join deliveries d on d.tenant_id = j.tenant_id and d.endpoint_id = j.endpoint_id
                    and d.event_id = j.event_id
               ${ITS_EVENT}
              where d.status = 'sending' and d.attempts = j.attempt and d.due_at > $5`,
      values: [
        columnParameter('uuid', jobs, ({ tenantId }) => tenantId),
        columnParameter('uuid', jobs, ({ endpointId }) => endpointId),
        columnParameter('uuid', jobs, ({ eventId }) => eventId),
        columnParameter('int4', jobs, ({ attempt }) => attempt),
        new Date(now.getTime() + LEAST_LEASE_MS),
      ],
    });
  }
}
