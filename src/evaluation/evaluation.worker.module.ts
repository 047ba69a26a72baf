import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
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
  imports: [BullModule.registerQueue({ name: SHADOWS_QUEUE })],
  providers: [
    PoliciesRepository,
    CompiledPolicies,
    ShadowsProcessor,
    ShadowFollower,
    RunningShadows,
    DecidingBeside,
    ShadowsRepository,
    ShadowDecisionsRepository,
  ],
})
export class EvaluationWorkerModule {}
