import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { LeasedTurns } from '@libs/leased-rows/leased-turns';
import { formatId, uuidTime } from '@libs/ids/typeid';
import { BacktestTally } from '@libs/risk-engine/backtest/backtest-tally';
import { decideAgain } from '../decide-again';
import { CompiledPolicies } from '../policies/compiled-policies';
import type { DecidingPolicy } from '../policies/compiled-policies';
import type { Backtest } from './backtest.entity';
import { failureOf } from './backtest-failure';
import { BacktestsRepository } from './backtests.repository';
import type { BacktestChange } from './backtests.repository';
import { DueBacktests } from './due-backtests';
import { readAhead } from './read-ahead';
import { RecordedEvaluationsRepository } from './recorded-evaluations.repository';
import type { IdSpan, RecordedEvaluation } from './recorded-evaluations.repository';

const SLICE = 1_000;
/** A slice takes a fraction of a second: who is silent for so long is gone. */
const LEASE_MS = 30_000;

/** A backtest that somebody has taken up. */
interface TakenUp {
  readonly backtest: Backtest;
  readonly policy: DecidingPolicy;
  /** Undefined where the range is empty. */
  readonly span: IdSpan | undefined;
}

/** Works on backtests, a slice of their evaluations at a time. */
@Injectable()
export class BacktestTurns extends LeasedTurns {
  private readonly logger = new Logger(BacktestTurns.name);

  constructor(
    private readonly database: TenantDatabase,
    private readonly policies: CompiledPolicies,
    private readonly backtests: BacktestsRepository,
    private readonly evaluations: RecordedEvaluationsRepository,
    due: DueBacktests,
    clock: Clock,
  ) {
    super(due, clock, LEASE_MS);
  }

  override async take(tenantId: TenantId, id: string): Promise<void> {
    const taken = await this.takeUp(tenantId, id);
    if (taken === undefined) return;
    const turn = this.beginTurn();
    let { backtest } = taken;
    for await (const slice of this.slices(tenantId, backtest)) {
      const isOver = turn.isOver();
      const change = await this.decideSlice({ ...taken, backtest }, slice, isOver);
      const isSaved = await this.database.run(tenantId, (tx) => this.backtests.advance(tx, backtest, change));
      if (!isSaved || isOver || change.status === 'failed') return;
      backtest = { ...backtest, ...change };
    }
  }

  /** Undefined where somebody else has it. */
  private async takeUp(tenantId: TenantId, id: string): Promise<TakenUp | undefined> {
    const backtest = await this.database.run(tenantId, (tx) => this.lease(tx, id));
    // Committed before anything else: one that can't be worked on stands in nobody's way while its lease lasts.
    if (backtest === undefined) return undefined;
    return this.database.run(tenantId, async (tx) => {
      const policy = await this.policies.find(tx, backtest.policyId);
      if (policy === null) throw new Error('the policy of a backtest is kept');
      return { backtest, policy, span: await this.evaluations.spanOf(tx, backtest) };
    });
  }

  private async lease(tx: TenantTx, id: string): Promise<Backtest | undefined> {
    const now = this.clock.now();
    const found = await this.backtests.findDueLocked(tx, id, now);
    if (found === null) return undefined;
    const startedAt = found.startedAt ?? now;
    const change = { status: 'running', startedAt, leaseUntil: this.leaseFrom(now) } as const;
    await this.backtests.update(tx, found, change);
    return { ...found, ...change };
  }

  private slices(tenantId: TenantId, backtest: Backtest): AsyncGenerator<readonly RecordedEvaluation[]> {
    return readAhead<RecordedEvaluation>(SLICE, (last) =>
      this.database.run(tenantId, (tx) =>
        this.evaluations.listAfter(tx, backtest, last?.id ?? backtest.cursor, SLICE),
      ),
    );
  }

  /** What becomes of the backtest with this slice; it is taken up again at once where its turn is over. */
  private async decideSlice(
    { backtest, policy, span }: TakenUp,
    slice: readonly RecordedEvaluation[],
    isOver: boolean,
  ): Promise<BacktestChange> {
    try {
      const tally = await tallied(BacktestTally.read(backtest.tally), policy, slice);
      const cursor = slice.at(-1)?.id ?? backtest.cursor;
      const now = this.clock.now();
      if (slice.length < SLICE) return { tally, cursor, progress: 1, status: 'completed', endedAt: now };
      const leaseUntil = isOver ? now : this.leaseFrom(now);
      return { tally, cursor, progress: progressAt(cursor, span), leaseUntil };
    } catch (error) {
      // It would fail again.
      return { status: 'failed', failure: this.told(error, backtest), endedAt: this.clock.now() };
    }
  }

  private told(error: unknown, { id }: Backtest): string {
    const { sentence, isForeseen } = failureOf(error);
    if (!isForeseen) {
      const backtestId = formatId('backtest', id);
      this.logger.error({ message: 'backtest failed', backtestId, reason: String(error) });
    }
    return sentence;
  }
}

async function tallied(
  tally: BacktestTally,
  policy: DecidingPolicy,
  slice: readonly RecordedEvaluation[],
): Promise<Backtest['tally']> {
  const readable = slice.filter(({ isErased }) => !isErased);
  tally.addErased(slice.length - readable.length);
  await decideAgain(policy, readable, ({ decision: live, label }, { decision: tried }, { transaction }) => {
    const { amountMinor, currency } = transaction;
    tally.add({ live, tried, truth: label ?? 'unknown', amountMinor, currency });
  });
  return tally.keep();
}

/** By the times at which the evaluations were made: counting them would take longer than it is worth. */
function progressAt(cursor: string, span: IdSpan | undefined): number {
  if (span === undefined) return 1;
  const firstMs = uuidTime(span.first);
  const lengthMs = uuidTime(span.last) - firstMs;
  return lengthMs === 0 ? 0 : Math.min(1, (uuidTime(cursor) - firstMs) / lengthMs);
}
