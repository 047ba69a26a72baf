import { Injectable, Logger } from '@nestjs/common';
import { CommitTogether } from '@libs/database/commit-together';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { formatId } from '@libs/ids/typeid';
import { DispatchSignal } from '../dispatch/dispatch-signal';
import type { AttemptEnd } from './attempt-end';
import { LEASE_MS, SENDING_CONCURRENCY } from './delivery-job';
import { EndpointDisabling } from './endpoint-disabling';
import { healthChanges } from './health-changes';
import type { Disabling, Told } from './health-changes';
import { SettlementRepository } from './settlement.repository';
import type { Advanced } from './settlement.repository';
import { whileDatabaseIsAway } from './while-database-is-away';

const MAX_TRIES = 5;
const MAX_WAIT_MS = 10_000;
/** A result that comes later is of a claim that is over. */
const KEPT_FOR_MS = LEASE_MS;

/** Writes down what attempts came to: those that end while others are written, together. */
@Injectable()
export class Settlement {
  private readonly logger = new Logger(Settlement.name);
  private readonly settling = new CommitTogether<AttemptEnd, undefined>({
    commit: (ends) => this.settleAll(ends),
    changes: () => [],
    maxItems: SENDING_CONCURRENCY,
    maxCommitsInFlight: 1,
    maxWaiting: SENDING_CONCURRENCY * 2,
    maxWaitMs: MAX_WAIT_MS,
  });

  constructor(
    private readonly database: SystemDatabase,
    private readonly rows: SettlementRepository,
    private readonly disabling: EndpointDisabling,
    private readonly dispatch: DispatchSignal,
  ) {}

  /** Resolves once it is committed: not lost any more. */
  async settle(end: AttemptEnd): Promise<void> {
    await whileDatabaseIsAway(KEPT_FOR_MS, () => this.settling.submit(end));
  }

  private async settleAll(ends: readonly AttemptEnd[]): Promise<undefined[]> {
    const disabled = await retryOnConflict(MAX_TRIES, [], () =>
      this.database.runByKeys((query) => this.write(query, ends)),
    );
    this.dispatch.give();
    for (const each of disabled) await this.disable(each);
    return ends.map(() => undefined);
  }

  /** The deliveries are settled whatever becomes of it. If it fails, the next one that fails asks for it again. */
  private async disable(disabling: Disabling): Promise<void> {
    try {
      await this.disabling.disable(disabling);
    } catch (error) {
      const endpointId = formatId('endpoint', disabling.endpointId);
      this.logger.error({ message: 'an endpoint was not disabled', endpointId, reason: String(error) });
    }
  }

  private async write(query: Query, ends: readonly AttemptEnd[]): Promise<readonly Disabling[]> {
    const advanced = new Map((await this.rows.advance(query, ends)).map((row) => [nameOf(row), row]));
    const made = ends.filter((end): end is Told => end.result !== undefined);
    if (made.length > 0) await this.rows.insertAttempts(query, made);
    await this.countRecovered(query, ends, advanced);
    // An attempt that was taken from it by another says nothing of now; nor does one that never left us.
    const told = made.filter((end) => advanced.has(nameOf(end)) && end.result.error !== 'not_signed');
    if (told.length === 0) return [];
    const { health, disabled } = healthChanges(await this.rows.lockHealth(query, endpointsOf(told)), told);
    await this.rows.updateHealth(query, health);
    return disabled;
  }

  private async countRecovered(
    query: Query,
    ends: readonly AttemptEnd[],
    advanced: ReadonlyMap<string, Advanced>,
  ): Promise<void> {
    const recovered = ends.flatMap((end) => {
      const recoveryId = advanced.get(nameOf(end))?.recoveryId ?? null;
      if (recoveryId === null || end.next.dueAt !== null) return [];
      return [{ tenantId: end.tenantId, recoveryId, isDelivered: end.next.status === 'delivered' }];
    });
    const lastEnd = ends.at(-1);
    if (recovered.length > 0 && lastEnd !== undefined) {
      await this.rows.countRecovered(query, recovered, lastEnd.endedAt);
    }
  }
}

function endpointsOf(told: readonly Told[]): Pick<Told, 'tenantId' | 'endpointId'>[] {
  return [...new Map(told.map((end) => [`${end.tenantId}:${end.endpointId}`, end])).values()];
}

function nameOf({ tenantId, endpointId, eventId }: Advanced | AttemptEnd): string {
  return `${tenantId}:${endpointId}:${eventId}`;
}
