import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { newUuid, uuidLowerBound } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import type { AuditAction } from '../../audit/audit.types';
import { EvaluationsRepository } from '../evaluations.repository';
import { checkAgain } from '../policies/check-policy';
import { CompiledPolicies } from '../policies/compiled-policies';
import { PoliciesRepository } from '../policies/policies.repository';
import type { Policy } from '../policies/policy.entity';
import { policyNotFound } from '../policies/policy.problems';
import { NOTHING_DECIDED } from './agreement';
import { compared } from './comparison';
import type { Comparison } from './comparison';
import type { Shadow } from './shadow.entity';
import { decidesAlready, shadowNotFound, shadowsAlready, tooManyShadows } from './shadow.problems';
import type { ShadowDecision } from './shadow-decision.entity';
import { ShadowDecisionsRepository } from './shadow-decisions.repository';
import type { DecisionFilter } from './shadow-decisions.repository';
import { ShadowsRepository } from './shadows.repository';

const MAX_RUNNING = 10;

export interface ShadowBesideLive {
  readonly shadow: Shadow;
  readonly page: Page<Comparison>;
}

/** Versions of a tenant's policy that decide beside the active one. */
@Injectable()
export class ShadowsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly policies: PoliciesRepository,
    private readonly compiledPolicies: CompiledPolicies,
    private readonly shadows: ShadowsRepository,
    private readonly decisions: ShadowDecisionsRepository,
    private readonly evaluations: EvaluationsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Decides from now on what arrives from now on. Throws a Problem of 404, 409 or 422. */
  start(caller: Caller, policyId: string): Promise<Shadow> {
    return this.database.runFor(caller, async (tx) => {
      await this.policies.lockVersions(tx);
      const policy = await this.findPolicy(tx, policyId);
      if (policy.isActive) throw decidesAlready();
      if ((await this.shadows.findRunning(tx, policyId)) !== null) throw shadowsAlready();
      if ((await this.shadows.countRunning(tx)) >= MAX_RUNNING) throw tooManyShadows(MAX_RUNNING);
      checkAgain(policy.definition);
      const shadow = newShadow(tx.tenantId, policyId, this.clock.now());
      await this.shadows.insert(tx, shadow);
      await this.appendAudit(tx, caller, 'policy.shadow_started', policy);
      return shadow;
    });
  }

  /** Nothing is decided after it; what is decided stays. One that was stopped stays so. Throws a Problem of 404. */
  stop(caller: Caller, policyId: string): Promise<void> {
    return this.database.run(caller.tenantId, async (tx) => {
      const policy = await this.findPolicy(tx, policyId);
      const { id } = await this.findShadow(tx, policyId);
      if (!(await this.shadows.stop(tx, id, this.clock.now()))) return;
      await this.appendAudit(tx, caller, 'policy.shadow_stopped', policy);
    });
  }

  /** With its latest decisions beside the live ones. Throws a Problem of 404. */
  async show(
    tenantId: TenantId,
    policyId: string,
    filter: DecisionFilter,
    slice: Slice,
  ): Promise<ShadowBesideLive> {
    const { policy, shadow, page } = await this.database.run(tenantId, async (tx) => {
      const found = await this.compiledPolicies.find(tx, policyId);
      if (found === null) throw policyNotFound();
      const latest = await this.findShadow(tx, policyId);
      const decisions = await this.decisions.list(tx, latest.id, filter, slice);
      return { policy: found, shadow: latest, page: await this.besideLive(tx, decisions, slice) };
    });
    return { shadow, page: { ...page, data: await compared(policy, page.data) } };
  }

  /** Months are dropped one table after the other: what is left of one without its evaluations is not shown. */
  private async besideLive(
    tx: TenantTx,
    decisions: readonly ShadowDecision[],
    { limit }: Slice,
  ): Promise<Page<Omit<Comparison, 'factors'>>> {
    const { data, nextCursor } = pageOf(decisions, limit, ({ evaluationId }) => evaluationId);
    const ids = data.map(({ evaluationId }) => evaluationId);
    const evaluations = await this.evaluations.findByIds(tx, ids);
    const pairs = data.flatMap((decided) => {
      const evaluation = evaluations.get(decided.evaluationId);
      return evaluation === undefined ? [] : [{ evaluation, decided }];
    });
    return { data: pairs, nextCursor };
  }

  private async findPolicy(tx: TenantTx, id: string): Promise<Policy> {
    const policy = await this.policies.find(tx, id);
    if (policy === null) throw policyNotFound();
    return policy;
  }

  private async findShadow(tx: TenantTx, policyId: string): Promise<Shadow> {
    const shadow = await this.shadows.findLatest(tx, policyId);
    if (shadow === null) throw shadowNotFound();
    return shadow;
  }

  private appendAudit(
    tx: TenantTx,
    { origin, keyId }: Caller,
    action: AuditAction,
    { id, version }: Policy,
  ): Promise<void> {
    return this.audit.append(tx, [
      {
        ...origin,
        action,
        actor: { type: 'key', id: keyId },
        resource: { type: 'policy', id },
        after: { version },
      },
    ]);
  }
}

/** What arrived before is none of its business: it is settled from the start. */
function newShadow(tenantId: string, policyId: string, startedAt: Date): Shadow {
  const startedMs = startedAt.getTime();
  return {
    ...{ tenantId, id: newUuid(startedMs), policyId, startedAt, stoppedAt: null },
    readThrough: uuidLowerBound(startedMs),
    settledThrough: uuidLowerBound(startedMs),
    tally: NOTHING_DECIDED,
  };
}
