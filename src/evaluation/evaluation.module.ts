import { Module } from '@nestjs/common';
import { AgentIdentityModule } from '../agent-identity/agent-identity.module';
import { AuditModule } from '../audit/audit.module';
import { BillingModule } from '../billing/billing.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { TenantsModule } from '../tenants/tenants.module';
import { AgentMandates } from './agents/agent-mandates';
import { AgentSpendingRepository } from './agents/agent-spending.repository';
import { DecisionKeys } from './decision-keys';
import { DecisionRecord } from './decision-record';
import { BacktestsController } from './backtests/backtests.controller';
import { BacktestsRepository } from './backtests/backtests.repository';
import { BacktestsService } from './backtests/backtests.service';
import { BatchItems } from './batches/batch-items';
import { EvaluationBatchController } from './batches/evaluation-batch.controller';
import { OutcomeBatchController } from './batches/outcome-batch.controller';
import { EntityLookupController } from './entities/entity-lookup.controller';
import { EntityLookupService } from './entities/entity-lookup.service';
import { EvaluationKeysRepository } from './evaluation-keys.repository';
import { EvaluationController } from './evaluation.controller';
import { EvaluationService } from './evaluation.service';
import { EvaluationViews } from './evaluation-views';
import { EvaluationsRepository } from './evaluations.repository';
import { ProfileSnapshotsRepository } from './history/profile-snapshots.repository';
import { JointDecisions } from './joint-decisions';
import { KnownProfiles } from './known-profiles';
import { ListsController } from './lists/lists.controller';
import { ListsRepository } from './lists/lists.repository';
import { ListsService } from './lists/lists.service';
import { OutcomeRecord } from './outcomes/outcome-record';
import { OutcomesController } from './outcomes/outcomes.controller';
import { OutcomesRepository } from './outcomes/outcomes.repository';
import { OutcomesService } from './outcomes/outcomes.service';
import { ActivePolicies } from './policies/active-policies';
import { CompiledPolicies } from './policies/compiled-policies';
import { PoliciesController } from './policies/policies.controller';
import { PoliciesRepository } from './policies/policies.repository';
import { PoliciesService } from './policies/policies.service';
import { ProfilesRepository } from './profiles.repository';
import { ReviewsController } from './reviews/reviews.controller';
import { ReviewsRepository } from './reviews/reviews.repository';
import { ReviewsService } from './reviews/reviews.service';
import { RepeatedDecisions } from './repeated-decisions';
import { ShadowDecisionsRepository } from './shadows/shadow-decisions.repository';
import { ShadowsController } from './shadows/shadows.controller';
import { ShadowsRepository } from './shadows/shadows.repository';
import { ShadowsService } from './shadows/shadows.service';
import { ReplayController } from './replay.controller';
import { ReplayService } from './replay.service';

/** The product: transactions in, decisions with their reasons out. */
@Module({
  imports: [TenantsModule, AgentIdentityModule, BillingModule, AuditModule, EventsModule, IdempotencyModule],
  controllers: [
    EvaluationController,
    EvaluationBatchController,
    OutcomesController,
    OutcomeBatchController,
    ReviewsController,
    EntityLookupController,
    ReplayController,
    PoliciesController,
    ShadowsController,
    BacktestsController,
    ListsController,
  ],
  providers: [
    EvaluationService,
    EvaluationViews,
    JointDecisions,
    RepeatedDecisions,
    BatchItems,
    AgentMandates,
    AgentSpendingRepository,
    EntityLookupService,
    OutcomesService,
    OutcomeRecord,
    OutcomesRepository,
    ReviewsService,
    ReviewsRepository,
    PoliciesService,
    ActivePolicies,
    CompiledPolicies,
    ShadowsService,
    ShadowsRepository,
    ShadowDecisionsRepository,
    BacktestsService,
    BacktestsRepository,
    ListsService,
    ListsRepository,
    ReplayService,
    DecisionKeys,
    KnownProfiles,
    ProfileSnapshotsRepository,
    DecisionRecord,
    EvaluationsRepository,
    EvaluationKeysRepository,
    PoliciesRepository,
    ProfilesRepository,
  ],
  exports: [EvaluationService],
})
export class EvaluationModule {}
