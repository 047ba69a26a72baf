import { Module } from '@nestjs/common';
import { recurringTask } from '@libs/recurring/recurring-task.provider';
import { RecurringModule } from '@libs/recurring/recurring.module';
import { BacktestsRepository } from './backtests/backtests.repository';
import { BacktestTurns } from './backtests/backtest-turns';
import { DueBacktests } from './backtests/due-backtests';
import { RecordedEvaluationsRepository } from './backtests/recorded-evaluations.repository';
import { CompiledPolicies } from './policies/compiled-policies';
import { PoliciesRepository } from './policies/policies.repository';
import { DecidingBeside } from './shadows/deciding-beside';
import { RunningShadows } from './shadows/running-shadows';
import { ShadowDecisionsRepository } from './shadows/shadow-decisions.repository';
import { ShadowFollower } from './shadows/shadow-follower';
import { ShadowsRepository } from './shadows/shadows.repository';

/** What the product does after the answer. */
@Module({
  imports: [RecurringModule],
  providers: [
    PoliciesRepository,
    CompiledPolicies,
    recurringTask(ShadowFollower, {
      ...{ name: 'shadows: new', everyMs: 1_000 },
      run: (follower) => follower.follow('new'),
    }),
    recurringTask(ShadowFollower, {
      ...{ name: 'shadows: late', everyMs: 5_000 },
      run: (follower) => follower.follow('late'),
    }),
    ShadowFollower,
    RunningShadows,
    DecidingBeside,
    ShadowsRepository,
    ShadowDecisionsRepository,
    recurringTask(BacktestTurns, {
      ...{ name: 'backtests', everyMs: 1_000 },
      run: (turns) => turns.takeAllDue(),
    }),
    BacktestTurns,
    DueBacktests,
    BacktestsRepository,
    RecordedEvaluationsRepository,
  ],
})
export class EvaluationWorkerModule {}
