import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { columnParameter } from '@libs/database/column-parameter';
import { CommitTogether } from '@libs/database/commit-together';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import type { EndpointStatus } from '../webhooks.types';
import type { WebhookSecret } from '../secrets/webhook-secret.entity';
import { SENDING_CONCURRENCY } from './delivery-job';
import type { DeliveryJob } from './delivery-job';
import type { LoadedDelivery } from './loaded-delivery';
import { whileDatabaseIsAway } from './while-database-is-away';

/** Longer than an attempt may take: with less of its lease left it would be sent by another before it is over. */
export const LEAST_LEASE_MS = 25_000;
const MAX_WAIT_MS = 10_000;

/** Loads what is behind jobs: those that begin while others are loaded, together. */
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
    private readonly clock: Clock,
  ) {}

  /** Undefined where the row says that this attempt is over, or somebody else's soon. */
  load(job: DeliveryJob): Promise<LoadedDelivery | undefined> {
    return whileDatabaseIsAway(LEAST_LEASE_MS, () => this.loading.submit(job));
  }

  private loadAll(jobs: readonly DeliveryJob[]): Promise<(LoadedDelivery | undefined)[]> {
    const now = this.clock.now();
    return this.database.runByKeys(async (query) => {
      const rows = await this.rows(query, jobs, now);
      const secrets = await this.secrets(query, rows, now);
      const loaded = new Map(rows.map((row) => [nameOf(row), toLoaded(row, secrets)]));
      return jobs.map((job) => loaded.get(nameOf(job)));
    });
  }

  private rows(query: Query, jobs: readonly DeliveryJob[], now: Date): Promise<Row[]> {
    return query<Row>({
      name: 'load-deliveries',
      text: `select d.tenant_id as "tenantId", d.endpoint_id as "endpointId", d.event_id as "eventId",
                    d.attempts as attempt, d.attempts - d.round_started_after as "attemptsInRound",
                    d.due_at as "leaseUntil", d.event_type as type, e.url, e.status, t.mode,
                    v.data::text as data, v.created_at as "happenedAt"
               from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int4[]) j (tenant_id, endpoint_id, event_id, attempt)
               join deliveries d on d.tenant_id = j.tenant_id and d.endpoint_id = j.endpoint_id
                    and d.event_id = j.event_id
               join tenants t on t.tenant_id = j.tenant_id
               left join webhook_endpoints e on e.tenant_id = j.tenant_id and e.id = j.endpoint_id
               left join events v on v.tenant_id = j.tenant_id and v.id = j.event_id
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

  private async secrets(
    query: Query,
    rows: readonly Row[],
    now: Date,
  ): Promise<ReadonlyMap<string, readonly WebhookSecret[]>> {
    const endpoints = [...new Map(rows.map((row) => [endpointOf(row), row])).values()];
    const secrets = await query<WebhookSecret>({
      name: 'load-secrets',
      text: `select s.tenant_id as "tenantId", s.endpoint_id as "endpointId", s.version, s.kid, s.salt,
                    s.hmac_digest as "hmacDigest", s.ed25519_digest as "ed25519Digest", s.public_key as "publicKey",
                    s.created_at as "createdAt", s.expires_at as "expiresAt", s.rotation_told_at as "rotationToldAt"
               from unnest($1::uuid[], $2::uuid[]) e (tenant_id, endpoint_id)
               join webhook_secrets s on s.tenant_id = e.tenant_id and s.endpoint_id = e.endpoint_id
              where s.expires_at is null or s.expires_at > $3
              order by s.version desc`,
      values: [
        columnParameter('uuid', endpoints, ({ tenantId }) => tenantId),
        columnParameter('uuid', endpoints, ({ endpointId }) => endpointId),
        now,
      ],
    });
    const byEndpoint = new Map<string, WebhookSecret[]>();
    for (const secret of secrets) {
      byEndpoint.set(endpointOf(secret), [...(byEndpoint.get(endpointOf(secret)) ?? []), secret]);
    }
    return byEndpoint;
  }
}

interface Row extends DeliveryJob {
  readonly attemptsInRound: number;
  readonly leaseUntil: Date;
  readonly type: string;
  readonly mode: string;
  readonly url: string | null;
  readonly status: EndpointStatus | null;
  readonly data: string | null;
  readonly happenedAt: Date | null;
}

function toLoaded(row: Row, secrets: ReadonlyMap<string, readonly WebhookSecret[]>): LoadedDelivery {
  const { tenantId, endpointId, eventId, attempt, attemptsInRound, leaseUntil } = row;
  const { url, status, type, mode, data, happenedAt } = row;
  return {
    ...{ tenantId, endpointId, eventId, attempt, attemptsInRound, leaseUntil },
    endpoint: url === null || status === null ? null : { url, status },
    event:
      data === null || happenedAt === null
        ? null
        : { tenantId, eventId, type, mode, createdAt: happenedAt, data },
    secrets: secrets.get(endpointOf(row)) ?? [],
  };
}

function endpointOf({ tenantId, endpointId }: { tenantId: string; endpointId: string }): string {
  return `${tenantId}:${endpointId}`;
}

function nameOf({ tenantId, endpointId, eventId, attempt }: DeliveryJob): string {
  return `${tenantId}:${endpointId}:${eventId}:${attempt}`;
}
