import { Module } from '@nestjs/common';
import { recurringTask } from '@libs/recurring/recurring-task.provider';
import { RecurringModule } from '@libs/recurring/recurring.module';
import { AgentIdentityExportModule } from '../../agent-identity/agent-identity-export.module';
import { AuditExportModule } from '../../audit/audit-export.module';
import { AuditModule } from '../../audit/audit.module';
import { AuthExportModule } from '../../auth/auth-export.module';
import { BillingExportModule } from '../../billing/billing-export.module';
import { EvaluationExportModule } from '../../evaluation/evaluation-export.module';
import { EventsExportModule } from '../../events/events-export.module';
import { EventsModule } from '../../events/events.module';
import { TenantsExportModule } from '../../tenants/tenants-export.module';
import { TenantsModule } from '../../tenants/tenants.module';
import { WebhooksExportModule } from '../../webhooks/webhooks-export.module';
import { ArchiveDigest } from './archive-digest';
import { ArchiveEnd } from './archive-end';
import { DueExports } from './due-exports';
import { ExportEndings } from './export-endings';
import { ExportSlices } from './export-slices';
import { ExportSources } from './export-sources';
import { ExportSteps } from './export-steps';
import { ExportTurns } from './export-turns';
import { ExportsKeepingModule } from './exports-keeping.module';

/** Makes the archives. */
@Module({
  imports: [
    RecurringModule,
    ...[ExportsKeepingModule, TenantsModule, AuditModule, EventsModule],
    ...[TenantsExportModule, AuthExportModule, AgentIdentityExportModule, EvaluationExportModule],
    ...[WebhooksExportModule, EventsExportModule, BillingExportModule, AuditExportModule],
  ],
  providers: [
    recurringTask(ExportTurns, { name: 'exports', everyMs: 1_000, run: (turns) => turns.takeAllDue() }),
    ...[ExportTurns, DueExports, ExportSteps, ExportSlices, ExportSources],
    ...[ArchiveEnd, ArchiveDigest, ExportEndings],
  ],
})
export class ExportsWorkerModule {}
