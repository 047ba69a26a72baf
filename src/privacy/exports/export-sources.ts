import { Injectable } from '@nestjs/common';
import type { ExportSource } from '@libs/personal-data/export-source';
import { AgentIdentityExportService } from '../../agent-identity/agent-identity-export.service';
import { AuditExportService } from '../../audit/audit-export.service';
import { AuthExportService } from '../../auth/auth-export.service';
import { BillingExportService } from '../../billing/billing-export.service';
import { EvaluationExportService } from '../../evaluation/evaluation-export.service';
import { EventsExportService } from '../../events/events-export.service';
import { TenantsExportService } from '../../tenants/tenants-export.service';
import { WebhooksExportService } from '../../webhooks/webhooks-export.service';

/** What every module gives, in the order in which it is read: the trail comes last, since it tells of the rest. */
@Injectable()
export class ExportSources {
  readonly all: readonly ExportSource[];

  constructor(
    tenants: TenantsExportService,
    auth: AuthExportService,
    agents: AgentIdentityExportService,
    evaluation: EvaluationExportService,
    webhooks: WebhooksExportService,
    events: EventsExportService,
    billing: BillingExportService,
    audit: AuditExportService,
  ) {
    const modules = [tenants, auth, agents, evaluation, webhooks, events, billing, audit];
    this.all = modules.flatMap(({ sources }) => sources);
  }

  /** The first for null. Fails for one that a version of ours had and this one hasn't. */
  named(name: string | null): ExportSource {
    const source = name === null ? this.all[0] : this.all.find((each) => each.name === name);
    if (source === undefined) throw new Error(`there is no part ${String(name)} any more`);
    return source;
  }

  /** Undefined behind the last. */
  behind({ name }: ExportSource): ExportSource | undefined {
    return this.all[this.all.findIndex((each) => each.name === name) + 1];
  }

  placeOf({ name }: ExportSource): number {
    return this.all.findIndex((each) => each.name === name);
  }
}
