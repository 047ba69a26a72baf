import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { newUuid, NIL_UUID } from '@libs/ids/typeid';
import { BacktestTally } from '@libs/risk-engine/backtest/backtest-tally';
import { AuditService } from '../../audit/audit.service';
import type { AuditDraft } from '../../audit/audit.types';
import { checkAgain } from '../policies/check-policy';
import { PoliciesRepository } from '../policies/policies.repository';
import type { Policy } from '../policies/policy.entity';
import { policyNotFound } from '../policies/policy.problems';
import { OPEN_STATUSES } from './backtest.entity';
import type { Backtest } from './backtest.entity';
import { backtestEnded, backtestNotFound, emptyRange, tooManyBacktests } from './backtest.problems';
import { BacktestsRepository } from './backtests.repository';

const MAX_OPEN = 3;

export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** What a customer asks of backtests; the worker does what they take. */
@Injectable()
export class BacktestsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly policies: PoliciesRepository,
    private readonly backtests: BacktestsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Throws a Problem of 404, 409 or 422. */
  start(caller: Caller, policyId: string, range: TimeRange): Promise<Backtest> {
    return this.database.runFor(caller, async (tx) => {
      const policy = await this.policies.find(tx, policyId);
      if (policy === null) throw policyNotFound();
      checkAgain(policy.definition);
      await this.backtests.lockAll(tx);
      if ((await this.backtests.countOpen(tx)) >= MAX_OPEN) throw tooManyBacktests(MAX_OPEN);
      const backtest = queued(policy, range, this.clock.now());
      await this.backtests.insert(tx, backtest);
      await this.audit.append(tx, [{ ...changeOf(caller, backtest), action: 'backtest.started' }]);
      return backtest;
    });
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<Backtest> {
    return this.database.run(tenantId, async (tx) => known(await this.backtests.find(tx, id)));
  }

  /** What is cancelled already stays so. Throws a Problem of 404, or of 409 where it came to its end. */
  cancel(caller: Caller, id: string): Promise<Backtest> {
    return this.database.run(caller.tenantId, async (tx) => {
      const backtest = known(await this.backtests.findLocked(tx, id));
      if (backtest.status === 'cancelled') return backtest;
      if (!OPEN_STATUSES.includes(backtest.status)) throw backtestEnded(backtest.status);
      return this.cancelOpen(tx, caller, backtest);
    });
  }

  private async cancelOpen(tx: TenantTx, caller: Caller, backtest: Backtest): Promise<Backtest> {
    const change = { status: 'cancelled', endedAt: this.clock.now() } as const;
    await this.backtests.update(tx, backtest, change);
    const before = { status: backtest.status };
    await this.audit.append(tx, [{ ...changeOf(caller, backtest), action: 'backtest.cancelled', before }]);
    return { ...backtest, ...change };
  }
}

/** A `to` that lies ahead is now: what is decided later would count or not as it happens. Throws a Problem of 422. */
function queued({ tenantId, id: policyId, version }: Policy, { from, to }: TimeRange, now: Date): Backtest {
  const end = to < now ? to : now;
  if (from >= end) throw emptyRange();
  return {
    tenantId,
    id: newUuid(now.getTime()),
    policyId,
    policyVersion: version,
    from,
    to: end,
    status: 'queued',
    progress: 0,
    cursor: NIL_UUID,
    tally: new BacktestTally().keep(),
    failure: null,
    leaseUntil: now,
    createdAt: now,
    startedAt: null,
    endedAt: null,
  };
}

function known(backtest: Backtest | null): Backtest {
  if (backtest === null) throw backtestNotFound();
  return backtest;
}

function changeOf({ origin, keyId }: Caller, backtest: Backtest): Omit<AuditDraft, 'action'> {
  const { id, policyVersion, from, to } = backtest;
  return {
    ...origin,
    actor: { type: 'key', id: keyId },
    resource: { type: 'backtest', id },
    after: { policyVersion, from: from.toISOString(), to: to.toISOString() },
  };
}
