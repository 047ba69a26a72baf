import { Injectable } from '@nestjs/common';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantTx } from '@libs/database/tenant-database';
import { addCounts } from '@libs/erasure/erased-slice';
import type { ErasedSlice } from '@libs/erasure/erased-slice';
import { IdentifierWords } from '@libs/identifier-words/identifier-words';
import { formatId, parseId } from '@libs/ids/typeid';
import { AgentIdentityErasureService } from '../../agent-identity/agent-identity-erasure.service';
import { AuditErasureService } from '../../audit/audit-erasure.service';
import { EvaluationErasureService } from '../../evaluation/evaluation-erasure.service';
import { ProfileHistoryService } from '../../evaluation/profile-history.service';
import { EventsErasureService } from '../../events/events-erasure.service';
import { IdempotencyErasureService } from '../../idempotency/idempotency-erasure.service';
import { TenantsService } from '../../tenants/tenants.service';
import { WebhooksErasureService } from '../../webhooks/webhooks-erasure.service';
import { ExportDestruction } from '../exports/export-destruction';
import { ErasureRebuildsRepository } from './erasure-rebuilds.repository';
import { startOf } from './erasure-progress';
import { subjectOf } from './erasure-step';
import type { ErasureStep } from './erasure-step';
import type { Erasure } from './erasure.entity';

const REBUILDS = 4;

type Work = ErasureStep['slice'];

/** What is erased of a subject, in this order. */
@Injectable()
export class SubjectSteps {
  readonly all: readonly ErasureStep[] = [
    (tx: TenantTx, erasure: Erasure) => this.eraseEvaluations(tx, erasure),
    (tx: TenantTx, erasure: Erasure) => this.eraseProfile(tx, erasure),
    (tx: TenantTx, erasure: Erasure) => this.rebuildOthers(tx, erasure),
    (tx: TenantTx, erasure: Erasure, after: string | undefined) =>
      this.evaluations.eraseIdempotencyKeys(tx, subjectOf(erasure), after),
    (tx: TenantTx, erasure: Erasure, after: string | undefined) => this.eraseListEntries(tx, erasure, after),
    (tx: TenantTx, erasure: Erasure, after: string | undefined) =>
      this.agents.eraseNames(tx, wordsOf(erasure), after),
    (tx: TenantTx, erasure: Erasure) => this.eraseAgent(tx, erasure),
    (tx: TenantTx, erasure: Erasure, after: string | undefined) => this.eraseEvents(tx, erasure, after),
    (tx: TenantTx, erasure: Erasure, after: string | undefined) =>
      this.audit.eraseNaming(tx, erasure.id, wordsOf(erasure), after ?? startOf(erasure)),
    (tx: TenantTx, erasure: Erasure, after: string | undefined) =>
      this.answers.erase(tx, [wordsOf(erasure), new IdentifierWords(formatId('erasure', erasure.id))], after),
    // Archives are large: the last transaction, which others wait for, finds only what was begun since.
    (tx: TenantTx) => this.exports.destroySome(tx),
  ].map((slice: Work) => ({ slice }));

  constructor(
    private readonly tenants: TenantsService,
    private readonly evaluations: EvaluationErasureService,
    private readonly profiles: ProfileHistoryService,
    private readonly agents: AgentIdentityErasureService,
    private readonly events: EventsErasureService,
    private readonly webhooks: WebhooksErasureService,
    private readonly audit: AuditErasureService,
    private readonly answers: IdempotencyErasureService,
    private readonly exports: ExportDestruction,
    private readonly rebuilds: ErasureRebuildsRepository,
  ) {}

  /** Those that name it, and what the trail says of them. */
  async eraseEvaluations(tx: TenantTx, erasure: Erasure): Promise<ErasedSlice> {
    const { fingerprintKey } = await this.tenants.get(toTenantId(erasure.tenantId));
    const erased = await this.evaluations.eraseEvaluations(tx, subjectOf(erasure), fingerprintKey);
    if (erased.miscounted.length > 0) await this.rebuilds.add(tx, erasure.id, erased.miscounted);
    const entries = await this.audit.eraseOfResources(tx, erasure.id, erased.ids);
    return { counts: addCounts(erased.counts, entries), next: erased.isFull ? 'more' : undefined };
  }

  /** What the trail commits to of a list's entry is its value and its note. */
  private async eraseListEntries(
    tx: TenantTx,
    erasure: Erasure,
    after: string | undefined,
  ): Promise<ErasedSlice> {
    const { counts, next, entryIds } = await this.evaluations.eraseListEntries(tx, subjectOf(erasure), after);
    const entries = await this.audit.eraseOfResources(tx, erasure.id, entryIds);
    return { counts: addCounts(counts, entries), next };
  }

  async eraseProfile(tx: TenantTx, erasure: Erasure): Promise<ErasedSlice> {
    return { counts: await this.evaluations.eraseProfile(tx, subjectOf(erasure)), next: undefined };
  }

  /** In transactions of their own: whoever takes it up after a crash makes some of them again. */
  private async rebuildOthers(tx: TenantTx, { id }: Erasure): Promise<ErasedSlice> {
    const keys = await this.rebuilds.some(tx, id, REBUILDS);
    // This transaction waits for those.
    await tx.manager.query('set local idle_in_transaction_session_timeout = 0');
    for (const key of keys) {
      await this.profiles.rebuild(tx.tenantId, { ...key, isDryRun: false, isUntold: true });
      await this.rebuilds.remove(tx, id, key);
    }
    return { counts: {}, next: keys.length < REBUILDS ? undefined : 'more' };
  }

  /** One of the tenant's own; what is merely claimed has nothing but its name. */
  private async eraseAgent(tx: TenantTx, erasure: Erasure): Promise<ErasedSlice> {
    const { kind, id } = subjectOf(erasure);
    const uuid = kind === 'agent' ? parseId('agent', id) : undefined;
    if (uuid === undefined) return { counts: {}, next: undefined };
    const spending = await this.evaluations.eraseSpending(tx, uuid);
    const entries = await this.audit.eraseOfResources(tx, erasure.id, [uuid]);
    const agent = await this.agents.eraseAgent(tx, uuid);
    return { counts: addCounts(addCounts(agent, spending), entries), next: undefined };
  }

  private async eraseEvents(tx: TenantTx, erasure: Erasure, after: string | undefined): Promise<ErasedSlice> {
    const words = wordsOf(erasure);
    const { eventIds, counts, next } = await this.events.erase(tx, words, after ?? startOf(erasure), (ids) =>
      this.evaluations.erasedAmong(tx, ids),
    );
    return { counts: addCounts(counts, await this.webhooks.eraseAnswers(tx, eventIds)), next };
  }
}

function wordsOf(erasure: Erasure): IdentifierWords {
  return new IdentifierWords(subjectOf(erasure).id);
}
