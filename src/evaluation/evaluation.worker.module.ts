import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { BACKTESTS_QUEUE, BacktestsProcessor } from './backtests/backtests.processor';
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
import { SHADOWS_QUEUE, ShadowsProcessor } from './shadows/shadows.processor';
import { ShadowsRepository } from './shadows/shadows.repository';

/** What the product does after the answer. */
@Module({
  imports: [
    BullModule.registerQueue({ name: SHADOWS_QUEUE }),
    BullModule.registerQueue({ name: BACKTESTS_QUEUE }),
  ],
  providers: [
    PoliciesRepository,
    CompiledPolicies,
    ShadowsProcessor,
    ShadowFollower,
    RunningShadows,
    DecidingBeside,
    ShadowsRepository,
    ShadowDecisionsRepository,
    BacktestsProcessor,
    BacktestTurns,
    DueBacktests,
    BacktestsRepository,
    RecordedEvaluationsRepository,
  ],
})
export class EvaluationWorkerModule {}
