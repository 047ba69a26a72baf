import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { formatId } from '@libs/ids/typeid';
import { Recent } from '@libs/rate-limit/recent';
import { AuditService } from '../../audit/audit.service';
import { EventsService } from '../../events/events.service';
import { AnomaliesRepository } from './anomalies.repository';
import type { AnomalyKind, KeyUse } from './anomaly.types';
import { networkOf } from './network-of';

const HOUR_MS = 3_600_000;
/** As often in an hour, at one process: less is a program that nobody told yet. */
const REFUSALS_TOLD = 10;
const MAX_NETWORKS = 64;
const MAX_KEYS = 10_000;
const MAX_UNDER_WAY = 8;

interface Anomaly {
  readonly use: KeyUse;
  readonly kind: AnomalyKind;
  /** What the tenant is told besides. */
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Sees from which networks a key is used, which is what a login is here, and has the trail tell of each new one. Sees
 * what looks like abuse of a key, and tells its tenant, in the trail and by an event: of each kind at most once an hour
 * for a key, over all processes. It works after the answer and writes only what is new. What it has no time
 * for now it sees at the next request.
 */
@Injectable()
export class KeyWatch implements OnModuleDestroy {
  private readonly logger = new Logger(KeyWatch.name);
  private readonly networks = new Recent<Set<string>>(MAX_KEYS);
  private readonly refusals = new Recent<{ readonly hourMs: number; readonly count: number }>(MAX_KEYS);
  private readonly toldHourMs = new Recent<number>(MAX_KEYS);
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly database: TenantDatabase,
    private readonly anomalies: AnomaliesRepository,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** The key was let in. */
  used(use: KeyUse): void {
    if (use.origin.network === null) return;
    const network = networkOf(use.origin.network);
    const known = this.networks.get(use.keyId) ?? new Set();
    if (known.has(network) || known.size >= MAX_NETWORKS || this.isBusy()) return;
    this.networks.set(use.keyId, known.add(network));
    this.afterTheAnswer(
      () => this.database.run(use.tenantId, (tx) => this.learnNetwork(tx, use, network)),
      () => known.delete(network),
    );
  }

  /** The key is known and was not let in. */
  refused(use: KeyUse, code: string): void {
    const hourMs = this.hourMs();
    const before = this.refusals.get(use.keyId);
    const count = before?.hourMs === hourMs ? before.count + 1 : 1;
    this.refusals.set(use.keyId, { hourMs, count });
    if (count >= REFUSALS_TOLD)
      this.tell({ use, kind: 'refused_key_tried', details: { code, attempts: count } });
  }

  /** The tenant's limit is used up, and the key asks for more. */
  limited(use: KeyUse, limitPerSecond: number): void {
    this.tell({ use, kind: 'limit_reached', details: { limitPerSecond } });
  }

  private tell(anomaly: Anomaly): void {
    const { use, kind } = anomaly;
    const key = `${kind}:${use.keyId}`;
    const hourMs = this.hourMs();
    if (this.toldHourMs.get(key) === hourMs || this.isBusy()) return;
    this.toldHourMs.set(key, hourMs);
    this.afterTheAnswer(
      () => this.database.run(use.tenantId, (tx) => this.record(tx, anomaly)),
      () => {
        this.toldHourMs.delete(key);
      },
    );
  }

  private async learnNetwork(tx: TenantTx, use: KeyUse, network: string): Promise<void> {
    const seen = { keyId: use.keyId, network, firstSeenAt: this.clock.now() };
    const { isNew, before } = await this.anomalies.learnNetwork(tx, seen, MAX_NETWORKS);
    if (!isNew) return;
    await this.audit.append(tx, [
      {
        ...use.origin,
        action: 'key.used',
        actor: { type: 'key', id: use.keyId },
        resource: { type: 'key', id: use.keyId },
        after: { network },
      },
    ]);
    if (before > 0) await this.record(tx, { use, kind: 'new_network', details: { from: network } });
  }

  private async record(tx: TenantTx, { use, kind, details }: Anomaly): Promise<void> {
    const { keyId, origin } = use;
    const hour = new Date(this.hourMs());
    if (!(await this.anomalies.tellOnce(tx, { keyId, kind, hour }))) return;
    const what = { kind, ...details };
    await this.audit.append(tx, [
      {
        action: 'security.anomaly_detected',
        actor: { type: 'system', id: null },
        resource: { type: 'key', id: keyId },
        ...origin,
        after: what,
      },
    ]);
    const detectedAt = this.clock.now().toISOString();
    const data = { id: formatId('key', keyId), ...what, detectedAt, ...origin };
    await this.events.publish(tx, [{ type: 'security.anomaly_detected', resourceId: keyId, data }]);
  }

  private afterTheAnswer(work: () => Promise<void>, undo: () => void): void {
    const done: Promise<void> = work()
      .catch((error: unknown) => {
        undo();
        this.logger.warn({ message: 'a key was not watched', reason: String(error) });
      })
      .finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }

  private isBusy(): boolean {
    return this.underWay.size >= MAX_UNDER_WAY;
  }

  private hourMs(): number {
    return Math.floor(this.clock.now().getTime() / HOUR_MS) * HOUR_MS;
  }
}
