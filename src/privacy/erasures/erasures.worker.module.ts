import { Module } from '@nestjs/common';
import { recurringTask } from '@libs/recurring/recurring-task.provider';
import { RecurringModule } from '@libs/recurring/recurring.module';
import { AgentIdentityErasureModule } from '../../agent-identity/agent-identity-erasure.module';
import { AuditErasureModule } from '../../audit/audit-erasure.module';
import { AuditModule } from '../../audit/audit.module';
import { AuthErasureModule } from '../../auth/auth-erasure.module';
import { BillingErasureModule } from '../../billing/billing-erasure.module';
import { EvaluationErasureModule } from '../../evaluation/evaluation-erasure.module';
import { ProfileHistoryModule } from '../../evaluation/profile-history.module';
import { EventsErasureModule } from '../../events/events-erasure.module';
import { EventsModule } from '../../events/events.module';
import { IdempotencyErasureModule } from '../../idempotency/idempotency-erasure.module';
import { TenantsErasureModule } from '../../tenants/tenants-erasure.module';
import { TenantsModule } from '../../tenants/tenants.module';
import { WebhooksErasureModule } from '../../webhooks/webhooks-erasure.module';
import { ExportsKeepingModule } from '../exports/exports-keeping.module';
import { DueErasures } from './due-erasures';
import { ErasureCompletion } from './erasure-completion';
import { ErasureRebuildsRepository } from './erasure-rebuilds.repository';
import { ErasureSlices } from './erasure-slices';
import { ErasureTurns } from './erasure-turns';
import { ErasuresRepository } from './erasures.repository';
import { SandboxErasures } from './sandbox-erasures';
import { SubjectSteps } from './subject-steps';
import { TenantSteps } from './tenant-steps';

/** Carries out what is to be erased, module by module. */
@Module({
  imports: [
    RecurringModule,
    ...[AuditModule, EventsModule, TenantsModule, ProfileHistoryModule],
    ...[AuditErasureModule, EventsErasureModule, IdempotencyErasureModule, TenantsErasureModule],
    ...[AuthErasureModule, AgentIdentityErasureModule, BillingErasureModule, WebhooksErasureModule],
    ...[EvaluationErasureModule, ExportsKeepingModule],
  ],
  providers: [
    recurringTask(ErasureTurns, { name: 'erasures', everyMs: 1_000, run: (turns) => turns.takeAllDue() }),
    ...[ErasureTurns, ErasureSlices, SubjectSteps, TenantSteps],
    ...[SandboxErasures, ErasureCompletion, DueErasures, ErasuresRepository, ErasureRebuildsRepository],
  ],
})
export class ErasuresWorkerModule {}
