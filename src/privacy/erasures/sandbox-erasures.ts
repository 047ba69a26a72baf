import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { newTraceId } from '@libs/http/trace';
import { formatId } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import { TenantsErasureService } from '../../tenants/tenants-erasure.service';
import type { ErasedSandbox } from './certificate';
import type { Erasure } from './erasure.entity';
import { requestedDraft } from './erasure-trail';
import { ErasuresRepository } from './erasures.repository';
import { waitingErasure } from './waiting-erasure';

/** An erasure of a live tenant is one of its sandbox too: under the same id, with a row, a trail and counts of its own. */
@Injectable()
export class SandboxErasures {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsErasureService,
    private readonly erasures: ErasuresRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Begins it where that wasn't done before. Nothing happens to an erasure that is a sandbox's. */
  async begin(erasure: Erasure): Promise<void> {
    const sandboxId = await this.sandboxOf(erasure);
    if (sandboxId === undefined) return;
    await this.database.run(sandboxId, async (tx) => {
      const { id, scope, kind, subjectId } = erasure;
      const along = waitingErasure(
        { tenantId: sandboxId, id, scope, kind, subjectId },
        { now: this.clock.now(), waitMs: 0, tokenDigest: randomBytes(32) },
      );
      if (await this.erasures.insertOnce(tx, along)) await this.noteBegun(tx, along);
    });
  }

  /** Undefined where there is none to wait for, `unfinished` while it isn't done. */
  async outcomeOf(erasure: Erasure): Promise<ErasedSandbox | 'unfinished' | undefined> {
    const sandboxId = await this.sandboxOf(erasure);
    if (sandboxId === undefined) return undefined;
    const along = await this.database.run(sandboxId, (tx) => this.erasures.find(tx, erasure.id));
    // Cancelled where the sandbox erased itself meanwhile.
    if (along === null || along.status === 'waiting' || along.status === 'running') return 'unfinished';
    return { tenantId: formatId('tenant', sandboxId), counts: along.counts };
  }

  private async sandboxOf({ tenantId }: Erasure): Promise<TenantId | undefined> {
    const tenant = await this.database.run(toTenantId(tenantId), (tx) => this.tenants.find(tx));
    return tenant.mode === 'live' ? tenant.siblingId : undefined;
  }

  private async noteBegun(tx: TenantTx, along: Erasure): Promise<void> {
    const by = { actor: { type: 'system', id: null }, traceId: newTraceId(), network: null } as const;
    await this.audit.append(tx, [{ ...requestedDraft(along), ...by }]);
  }
}
