import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { newTraceId } from '@libs/http/trace';
import { AuditService } from '../../audit/audit.service';
import type { AuditDraft } from '../../audit/audit.types';
import type { ProfileSelection, RebuildReport } from '../profile-history.types';

/** What a tenant's trail says of an operator who makes its profiles again. */
@Injectable()
export class RebuildTrail {
  constructor(
    private readonly database: TenantDatabase,
    private readonly audit: AuditService,
  ) {}

  /** Before the first profile is written, so that one that is interrupted is in the trail, too. */
  begins(tenantId: TenantId, selection: ProfileSelection): Promise<void> {
    return this.record(tenantId, { action: 'profiles.rebuild_started', ...told(selection) });
  }

  ends(tenantId: TenantId, selection: ProfileSelection, report: RebuildReport): Promise<void> {
    return this.record(tenantId, { action: 'profiles.rebuilt', ...told(selection, report) });
  }

  private record(tenantId: TenantId, draft: Pick<AuditDraft, 'action' | 'after' | 'content'>): Promise<void> {
    const by = { actor: { type: 'operator', id: null }, traceId: newTraceId(), network: null } as const;
    const resource = { type: 'tenant', id: tenantId } as const;
    return this.database.run(tenantId, (tx) => this.audit.append(tx, [{ ...by, ...draft, resource }]));
  }
}

/** Whose profile it is may be a person: committed to and not shown. */
function told({ kind, id }: ProfileSelection, report?: RebuildReport): Pick<AuditDraft, 'after' | 'content'> {
  return { after: { kind: kind ?? null, ...report }, ...(id !== undefined && { content: { id } }) };
}
