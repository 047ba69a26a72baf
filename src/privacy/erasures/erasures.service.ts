import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { newUuid } from '@libs/ids/typeid';
import type { EntityKey } from '@libs/risk-engine/entity';
import { AuditService } from '../../audit/audit.service';
import { BillingErasureService } from '../../billing/billing-erasure.service';
import { TenantsErasureService } from '../../tenants/tenants-erasure.service';
import { cancelledDraft, requestedDraft } from './erasure-trail';
import type { Erasure, ErasureScope } from './erasure.entity';
import {
  erasureBegun,
  erasureNotFound,
  notConfirmed,
  stillSubscribed,
  tooManyErasures,
} from './erasure.problems';
import { ErasuresRepository } from './erasures.repository';
import { digestOfToken, newStatusToken } from './status-token';
import { waitingErasure } from './waiting-erasure';

const MAX_OPEN: Readonly<Record<ErasureScope, number>> = { subject: 100, tenant: 1 };
const TENANT_WAIT_MS = 72 * 3_600_000;

export type ErasureRequest =
  | { readonly scope: 'subject'; readonly subject: EntityKey }
  | { readonly scope: 'tenant'; readonly confirm: string };

export interface RequestedErasure {
  readonly erasure: Erasure;
  readonly token: string;
}

/** What is asked of erasures; the worker carries them out. */
@Injectable()
export class ErasuresService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly erasures: ErasuresRepository,
    private readonly tenants: TenantsErasureService,
    private readonly billing: BillingErasureService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Throws a Problem of 409 or 422. */
  request(caller: Caller, request: ErasureRequest): Promise<RequestedErasure> {
    const token = newStatusToken();
    const tokenDigest = digestOfToken(token);
    if (tokenDigest === undefined) throw new Error('a new token is one');
    return this.database.runFor(caller, async (tx) => {
      await this.erasures.lockAll(tx);
      const limit = MAX_OPEN[request.scope];
      if ((await this.erasures.countOpen(tx, request.scope)) >= limit) throw tooManyErasures(limit);
      if (request.scope === 'tenant') await this.checkTenant(tx, request.confirm);
      const erasure = this.waiting(caller.tenantId, request, tokenDigest);
      await this.erasures.insert(tx, erasure);
      await this.audit.append(tx, [{ ...requestedDraft(erasure), ...byCaller(caller) }]);
      return { erasure, token };
    });
  }

  /** Newest first. */
  page(tenantId: TenantId, slice: Slice): Promise<Page<Erasure>> {
    return this.database.run(tenantId, async (tx) =>
      pageOf(await this.erasures.list(tx, slice), slice.limit, ({ id }) => id),
    );
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<Erasure> {
    return this.database.run(tenantId, async (tx) => known(await this.erasures.find(tx, id)));
  }

  /** Throws a Problem of 404. */
  async getByToken(token: string): Promise<Erasure> {
    const digest = digestOfToken(token);
    if (digest === undefined) throw erasureNotFound();
    const [found] = await this.database.lookUp<{ tenant_id: string; id: string }>({
      sql: 'select tenant_id, id from find_erasure_by_token($1)',
      parameters: [digest],
    });
    if (found === undefined) throw erasureNotFound();
    return this.get(toTenantId(found.tenant_id), found.id);
  }

  /** What is taken back already stays so. Throws a Problem of 404, or of 409 where it has begun. */
  cancel(caller: Caller, id: string): Promise<void> {
    return this.database.run(caller.tenantId, async (tx) => {
      const erasure = known(await this.erasures.findLocked(tx, id));
      if (erasure.status === 'cancelled') return;
      const isOver = erasure.executeAfter <= this.clock.now();
      if (erasure.status !== 'waiting' || erasure.scope !== 'tenant' || isOver) throw erasureBegun();
      await this.erasures.update(tx, erasure, { status: 'cancelled' });
      await this.audit.append(tx, [{ ...cancelledDraft(erasure), ...byCaller(caller) }]);
    });
  }

  private async checkTenant(tx: TenantTx, confirm: string): Promise<void> {
    const { name } = await this.tenants.find(tx);
    if (confirm !== name) throw notConfirmed();
    if (await this.billing.hasSubscription(tx)) throw stillSubscribed();
  }

  private waiting(tenantId: TenantId, request: ErasureRequest, tokenDigest: Buffer): Erasure {
    const now = this.clock.now();
    const id = newUuid(now.getTime());
    const { scope } = request;
    const { kind = null, id: subjectId = null } = scope === 'subject' ? request.subject : {};
    const waitMs = scope === 'tenant' ? TENANT_WAIT_MS : 0;
    return waitingErasure({ tenantId, id, scope, kind, subjectId }, { now, waitMs, tokenDigest });
  }
}

function known(erasure: Erasure | null): Erasure {
  if (erasure === null) throw erasureNotFound();
  return erasure;
}

function byCaller({ keyId, origin }: Caller): {
  readonly actor: { readonly type: 'key'; readonly id: string };
} & Caller['origin'] {
  return { ...origin, actor: { type: 'key', id: keyId } };
}
