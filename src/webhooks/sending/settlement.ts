import { Injectable, Logger } from '@nestjs/common';
import { allInOrder } from '@libs/database/all-in-order';
import { CommitTogether } from '@libs/database/commit-together';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { formatId } from '@libs/ids/typeid';
import { DispatchSignal } from '../dispatch/dispatch-signal';
import { endpointsOf } from '../endpoint-key';
import type { AttemptEnd } from './attempt-end';
import { LEASE_MS, SENDING_CONCURRENCY } from './delivery-job';
import { EndpointDisabling } from './endpoint-disabling';
import { healthChanges } from './health-changes';
import type { Disabling, HealthChanges, Told } from './health-changes';
import { SettlementRepository } from './settlement.repository';
import type { Recovered } from './settlement.repository';
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
      this.database.recordByKeys({
        gather: (query) => this.advance(query, ends),
        record: (query, settled) => this.record(query, settled),
      }),
    );
    this.dispatch.give(ends.length);
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

  private async advance(query: Query, ends: readonly AttemptEnd[]): Promise<Settled> {
    const [advanced, health] = await allInOrder([
      this.rows.advance(query, ends),
      this.rows.lockHealth(query, endpointsOf(ends)),
    ]);
    // An attempt that was taken from it by another says nothing of now; nor does one that never left us.
    const current = advanced.flatMap(({ place, recoveryId }) => {
      const end = ends[place - 1];
      return end === undefined ? [] : [{ ...end, recoveryId }];
    });
    return { recovered: recoveredOf(current), changes: healthChanges(health, current.filter(tells)) };
  }

  private async record(query: Query, { recovered, changes }: Settled): Promise<readonly Disabling[]> {
    await allInOrder([
      ...(recovered.length > 0 ? [this.rows.countRecovered(query, recovered)] : []),
      ...(changes.health.length > 0 ? [this.rows.updateHealth(query, changes.health)] : []),
    ]);
    return changes.disabled;
  }
}

interface Settled {
  readonly recovered: readonly Recovered[];
  readonly changes: HealthChanges;
}

function recoveredOf(ends: readonly (AttemptEnd & { readonly recoveryId: string | null })[]): Recovered[] {
  return ends.flatMap(({ recoveryId, next, endedAt, ...key }) => {
    if (recoveryId === null || next.dueAt !== null) return [];
    return [{ ...key, recoveryId, isDelivered: next.status === 'delivered', endedAt }];
  });
}

function tells<End extends AttemptEnd>(end: End): end is End & Told {
  return end.result !== undefined && end.result.error !== 'not_signed';
}
