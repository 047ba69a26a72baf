import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
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
import { EXPORTS_QUEUE, ExportsProcessor } from './exports.processor';

/** Makes the archives. */
@Module({
  imports: [
    BullModule.registerQueue({ name: EXPORTS_QUEUE }),
    ...[ExportsKeepingModule, TenantsModule, AuditModule, EventsModule],
    ...[TenantsExportModule, AuthExportModule, AgentIdentityExportModule, EvaluationExportModule],
    ...[WebhooksExportModule, EventsExportModule, BillingExportModule, AuditExportModule],
  ],
  providers: [
    ...[ExportsProcessor, ExportTurns, DueExports, ExportSteps, ExportSlices, ExportSources],
    ...[ArchiveEnd, ArchiveDigest, ExportEndings],
  ],
})
export class ExportsWorkerModule {}
