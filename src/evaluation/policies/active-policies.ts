import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { TrustedCache } from '@libs/database/trusted-cache';
import type { Origin } from '@libs/http/origin';
import { newUuid } from '@libs/ids/typeid';
import { DEFAULT_POLICY } from '@libs/risk-engine/default-policy';
import { CompiledRules } from '@libs/risk-engine/rules/compiled-rules';
import { AuditService } from '../../audit/audit.service';
import { audited } from './audited-policy';
import { FIRST_VERSION, PoliciesRepository } from './policies.repository';
import type { Policy } from './policy.entity';
import type { CompiledPolicy } from './compiled-policy';

const MAX_CACHED = 10_000;

/** The policies that decide, compiled once in a process. */
@Injectable()
export class ActivePolicies {
  private readonly cache: TrustedCache<CompiledPolicy>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly policies: PoliciesRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    listener: ChangeListener,
  ) {
    this.cache = new TrustedCache(listener, {
      tables: ['policies'],
      maxEntries: MAX_CACHED,
      tenantIdOf: ({ tenantId }) => tenantId,
    });
  }

  /** Remembered; a change by any process is seen within a second. */
  get(tenantId: TenantId, origin: Origin): Promise<CompiledPolicy> {
    return this.cache.get(tenantId, async () =>
      compiled(await this.database.run(tenantId, (tx) => this.findOrCreate(tx, origin))),
    );
  }

  /** A tenant gets the default policy of the day on which a policy of its own is first asked for. */
  async findOrCreate(tx: TenantTx, origin: Origin): Promise<Policy> {
    const active = await this.policies.findActive(tx);
    if (active !== null) return active;
    const createdAt = this.clock.now();
    const policy: Policy = {
      tenantId: tx.tenantId,
      id: newUuid(createdAt.getTime()),
      version: FIRST_VERSION,
      definition: DEFAULT_POLICY,
      isActive: true,
      createdAt,
    };
    // Another request may have been first: then its policy is the one.
    if (!(await this.policies.insertFirst(tx, policy))) return this.mustFindActive(tx);
    await this.audit.append(tx, [
      {
        ...origin,
        action: 'policy.created',
        actor: { type: 'system', id: null },
        resource: { type: 'policy', id: policy.id },
        ...audited(policy),
      },
    ]);
    return policy;
  }

  private async mustFindActive(tx: TenantTx): Promise<Policy> {
    const active = await this.policies.findActive(tx);
    if (active === null) throw new Error('a tenant with policies has an active one');
    return active;
  }
}

/** What was saved was checked: it compiles. */
export function compiled(policy: Policy): CompiledPolicy {
  return { ...policy, rules: CompiledRules.ofAccepted(policy.definition.rules ?? []) };
}
