import type { Schema } from '@libs/database/data-source';
import { RecurringTaskRow } from '@libs/recurring/recurring-task.entity';
import { SigningKeyRow } from '@libs/signing-keys/signing-key.entity';
import { Agent } from './agent-identity/agents/agent.entity';
import { AgentKey } from './agent-identity/agents/agent-key.entity';
import { AgentNonce } from './agent-identity/signatures/agent-nonce.entity';
import { AuditEntry } from './audit/audit-entry.entity';
import { AuditLeaf } from './audit/tree/audit-leaf.entity';
import { AuditTile } from './audit/tree/audit-tile.entity';
import { AuditTree } from './audit/tree/audit-tree.entity';
import { UnsealedLeaf } from './audit/tree/unsealed-leaf.entity';
import { ApiKeyUse } from './auth/api-key-use.entity';
import { KeyAnomaly } from './auth/anomalies/anomaly.entity';
import { KeyNetwork } from './auth/anomalies/key-network.entity';
import { ApiKey } from './auth/api-key.entity';
import { KeyExposure } from './auth/key-exposure.entity';
import { BillingAccount } from './billing/account/billing-account.entity';
import { BillingReconciliation } from './billing/reconciliation/billing-reconciliation.entity';
import { UsageReport } from './billing/reporting/usage-report.entity';
import { StripeEventRow } from './billing/stripe/stripe-event.entity';
import { BillingTask } from './billing/tasks/billing-task.entity';
import { UsageHour } from './billing/usage/usage-hour.entity';
import { UsageMonth } from './billing/usage/usage-month.entity';
import { UsageThreshold } from './billing/usage/usage-threshold.entity';
import { AgentSpending } from './evaluation/agents/agent-spending.entity';
import { Backtest } from './evaluation/backtests/backtest.entity';
import { Evaluation } from './evaluation/evaluation.entity';
import { ProfileSnapshot } from './evaluation/history/profile-snapshot.entity';
import { IdempotencyKey } from './evaluation/idempotency-key.entity';
import { ListEntry } from './evaluation/lists/list-entry.entity';
import { List } from './evaluation/lists/list.entity';
import { Outcome } from './evaluation/outcomes/outcome.entity';
import { Policy } from './evaluation/policies/policy.entity';
import { Profile } from './evaluation/profile.entity';
import { Review } from './evaluation/reviews/review.entity';
import { ShadowDecision } from './evaluation/shadows/shadow-decision.entity';
import { Shadow } from './evaluation/shadows/shadow.entity';
import { TransactionKey } from './evaluation/transaction-key.entity';
import { Event } from './events/event.entity';
import { OutboxEvent } from './events/outbox-event.entity';
import { KeptAnswer } from './idempotency/kept-answer.entity';
import { CreateTenancy1763800000000 } from './migrations/1763800000000-create-tenancy';
import { CreateMonthPartitions1763800001000 } from './migrations/1763800001000-create-month-partitions';
import { CreateTenants1763800002000 } from './migrations/1763800002000-create-tenants';
import { CreateApiKeys1763800003000 } from './migrations/1763800003000-create-api-keys';
import { CreateAuditEntries1763800004000 } from './migrations/1763800004000-create-audit-entries';
import { CreateEvents1763800005000 } from './migrations/1763800005000-create-events';
import { CreateEvaluations1763800006000 } from './migrations/1763800006000-create-evaluations';
import { CreateLists1763800007000 } from './migrations/1763800007000-create-lists';
import { CreateOutcomesAndReviews1763800008000 } from './migrations/1763800008000-create-outcomes-and-reviews';
import { IndexEvaluationsByEntity1763800009000 } from './migrations/1763800009000-index-evaluations-by-entity';
import { CreateShadows1763800010000 } from './migrations/1763800010000-create-shadows';
import { CreateBacktests1763800011000 } from './migrations/1763800011000-create-backtests';
import { ListTenants1763800012000 } from './migrations/1763800012000-list-tenants';
import { CreateUsage1763800013000 } from './migrations/1763800013000-create-usage';
import { CreateProfileSnapshots1763800014000 } from './migrations/1763800014000-create-profile-snapshots';
import { CreateKeyExposures1763800015000 } from './migrations/1763800015000-create-key-exposures';
import { LimitApiKeys1763800016000 } from './migrations/1763800016000-limit-api-keys';
import { CreateKeptAnswers1763800017000 } from './migrations/1763800017000-create-kept-answers';
import { CreateKeyAnomalies1763800018000 } from './migrations/1763800018000-create-key-anomalies';
import { FindTransactionsByKey1763800019000 } from './migrations/1763800019000-find-transactions-by-key';
import { CreateWebhooks1763800020000 } from './migrations/1763800020000-create-webhooks';
import { FindWhatMasterKeysMade1763800021000 } from './migrations/1763800021000-find-what-master-keys-made';
import { CreateAgents1763800022000 } from './migrations/1763800022000-create-agents';
import { CreateBilling1763800023000 } from './migrations/1763800023000-create-billing';
import { CreateAuditTrees1763800024000 } from './migrations/1763800024000-create-audit-trees';
import { CreateExports1763800025000 } from './migrations/1763800025000-create-exports';
import { MasterKey } from './operations/master-key.entity';
import { ExportPiece } from './privacy/exports/export-piece.entity';
import { Export } from './privacy/exports/export.entity';
import { CreateErasures1763800026000 } from './migrations/1763800026000-create-erasures';
import { AddCheckoutEnd1763800027000 } from './migrations/1763800027000-add-checkout-end';
import { CreateRecurringTasks1763800028000 } from './migrations/1763800028000-create-recurring-tasks';
import { ErasureRebuild } from './privacy/erasures/erasure-rebuild.entity';
import { Erasure } from './privacy/erasures/erasure.entity';
import { Tenant } from './tenants/tenant.entity';
import { DeliveryAttempt } from './webhooks/deliveries/delivery-attempt.entity';
import { Delivery } from './webhooks/deliveries/delivery.entity';
import { WebhookEndpointHealth } from './webhooks/endpoints/webhook-endpoint-health.entity';
import { WebhookEndpoint } from './webhooks/endpoints/webhook-endpoint.entity';
import { Recovery } from './webhooks/recoveries/recovery.entity';
import { WebhookSecret } from './webhooks/secrets/webhook-secret.entity';

/** Every entity and every migration, by name: a list that a reader and a bundler can follow. */
export const schema: Schema = {
  entities: [
    Tenant,
    MasterKey,
    SigningKeyRow,
    RecurringTaskRow,
    ApiKey,
    KeyExposure,
    ApiKeyUse,
    KeyAnomaly,
    KeyNetwork,
    Agent,
    AgentKey,
    AgentNonce,
    AgentSpending,
    UsageHour,
    UsageMonth,
    UsageThreshold,
    BillingAccount,
    BillingTask,
    StripeEventRow,
    UsageReport,
    BillingReconciliation,
    AuditEntry,
    UnsealedLeaf,
    AuditLeaf,
    AuditTree,
    AuditTile,
    Event,
    OutboxEvent,
    KeptAnswer,
    Policy,
    List,
    ListEntry,
    Evaluation,
    Profile,
    ProfileSnapshot,
    TransactionKey,
    IdempotencyKey,
    Outcome,
    Review,
    Shadow,
    ShadowDecision,
    Backtest,
    WebhookEndpoint,
    WebhookEndpointHealth,
    WebhookSecret,
    Delivery,
    DeliveryAttempt,
    Recovery,
    Export,
    ExportPiece,
    Erasure,
    ErasureRebuild,
  ],
  migrations: [
    CreateTenancy1763800000000,
    CreateMonthPartitions1763800001000,
    CreateTenants1763800002000,
    CreateApiKeys1763800003000,
    CreateAuditEntries1763800004000,
    CreateEvents1763800005000,
    CreateEvaluations1763800006000,
    CreateLists1763800007000,
    CreateOutcomesAndReviews1763800008000,
    IndexEvaluationsByEntity1763800009000,
    CreateShadows1763800010000,
    CreateBacktests1763800011000,
    ListTenants1763800012000,
    CreateUsage1763800013000,
    CreateProfileSnapshots1763800014000,
    CreateKeyExposures1763800015000,
    LimitApiKeys1763800016000,
    CreateKeptAnswers1763800017000,
    CreateKeyAnomalies1763800018000,
    FindTransactionsByKey1763800019000,
    CreateWebhooks1763800020000,
    FindWhatMasterKeysMade1763800021000,
    CreateAgents1763800022000,
    CreateBilling1763800023000,
    CreateAuditTrees1763800024000,
    CreateExports1763800025000,
    CreateErasures1763800026000,
    AddCheckoutEnd1763800027000,
    CreateRecurringTasks1763800028000,
  ],
};
