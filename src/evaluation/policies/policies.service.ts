import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { newUuid } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import type { AuditDraft } from '../../audit/audit.types';
import { EventsService } from '../../events/events.service';
import { ListsService } from '../lists/lists.service';
import { ActivePolicies } from './active-policies';
import { audited } from './audited-policy';
import { checkAgain, checkPolicy } from './check-policy';
import { toPolicyResponse } from './dto/policy.response';
import { PoliciesRepository } from './policies.repository';
import type { Policy } from './policy.entity';
import { policyNotFound, tooManyPolicies } from './policy.problems';
import type { PolicyDefinition } from './policy.types';

const MAX_VERSIONS = 1_000;

/** The versions of a tenant's policy. */
@Injectable()
export class PoliciesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly policies: PoliciesRepository,
    private readonly actives: ActivePolicies,
    private readonly lists: ListsService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  page({ tenantId, origin }: Caller, slice: Slice): Promise<Page<Policy>> {
    return this.database.run(tenantId, async (tx) => {
      await this.actives.findOrCreate(tx, origin);
      return pageOf(await this.policies.list(tx, slice), slice.limit, ({ id }) => id);
    });
  }

  active({ tenantId, origin }: Caller): Promise<Policy> {
    return this.database.run(tenantId, (tx) => this.actives.findOrCreate(tx, origin));
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<Policy> {
    return this.database.run(tenantId, (tx) => this.find(tx, id));
  }

  /** Checks as `create` does and keeps nothing. Throws a Problem of 422. */
  async validate({ tenantId }: Caller, definition: PolicyDefinition): Promise<void> {
    checkPolicy(definition, await this.database.run(tenantId, (tx) => this.lists.names(tx)));
  }

  /** The next version, which decides nothing before it is activated. Throws a Problem of 422 or 409. */
  create(caller: Caller, definition: PolicyDefinition): Promise<Policy> {
    return this.database.runFor(caller, async (tx) => {
      checkPolicy(definition, await this.lists.names(tx));
      await this.actives.findOrCreate(tx, caller.origin);
      await this.policies.lockVersions(tx);
      const latest = await this.policies.latestVersion(tx);
      if (latest >= MAX_VERSIONS) throw tooManyPolicies(MAX_VERSIONS);
      const createdAt = this.clock.now();
      const policy: Policy = {
        tenantId: tx.tenantId,
        id: newUuid(createdAt.getTime()),
        version: latest + 1,
        definition,
        isActive: false,
        createdAt,
      };
      await this.policies.insert(tx, policy);
      await this.audit.append(tx, [
        {
          ...changeOf(caller, policy),
          action: 'policy.created',
          ...audited(policy),
        },
      ]);
      return policy;
    });
  }

  /** Makes it the one that decides; what is active already stays so. Throws a Problem of 404 or 422. */
  activate(caller: Caller, id: string): Promise<Policy> {
    return this.database.run(caller.tenantId, async (tx) => {
      await this.policies.lockVersions(tx);
      const policy = await this.find(tx, id);
      if (policy.isActive) return policy;
      checkAgain(policy.definition);
      const before = await this.policies.findActive(tx);
      await this.policies.activate(tx, id);
      const activated: Policy = { ...policy, isActive: true };
      await this.audit.append(tx, [
        {
          ...changeOf(caller, policy),
          action: 'policy.activated',
          ...(before !== null && { before: { version: before.version } }),
          after: { version: policy.version },
        },
      ]);
      await this.events.publish(tx, [
        { type: 'policy.activated', resourceId: id, data: toPolicyResponse(activated) },
      ]);
      return activated;
    });
  }

  private async find(tx: TenantTx, id: string): Promise<Policy> {
    const policy = await this.policies.find(tx, id);
    if (policy === null) throw policyNotFound();
    return policy;
  }
}

function changeOf({ origin, keyId }: Caller, { id }: Policy): Omit<AuditDraft, 'action'> {
  return { ...origin, actor: { type: 'key', id: keyId }, resource: { type: 'policy', id } };
}
