import { Injectable } from '@nestjs/common';
import { allInOrder } from '@libs/database/all-in-order';
import { CommitTogether } from '@libs/database/commit-together';
import { JOINT_CONNECTIONS, JointDatabase } from '@libs/database/joint-database';
import type { JointTx } from '@libs/database/joint-database';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantId } from '@libs/database/tenant-id';
import { entitiesOf, nameOf } from '@libs/risk-engine/entity';
import { gatherFacts } from '@libs/risk-engine/facts';
import type { ListMemberships } from '@libs/risk-engine/facts';
import { AgentIdentityService } from '../agent-identity/agent-identity.service';
import { BillingService } from '../billing/billing.service';
import type { HeldQuotas } from '../billing/billing.types';
import { AgentMandates } from './agents/agent-mandates';
import type { SpendingBook } from './agents/spending-book';
import { DecisionKeys, keyNamesOf } from './decision-keys';
import type { TakenKeys } from './decision-keys';
import { DecisionRecord } from './decision-record';
import type { MadeDecision } from './decision-record';
import type { EvaluationResponse } from './dto/evaluation.response';
import { explainedVerdict } from './explained-verdict';
import { KnownProfiles } from './known-profiles';
import type { LockedProfiles } from './known-profiles';
import { ListsService } from './lists/lists.service';
import { nonceUseOf, useOf } from './pending-decision';
import type { PendingDecision } from './pending-decision';

/** Enough to share one wait for the disk, few enough that none of them waits for long. */
export const MAX_DECISIONS_TOGETHER = 64;
const MAX_WAITING = 1_024;
const MAX_WAIT_MS = 5_000;
/** A first sight of an entity that another process saw first loses a race: the next try finds its profile. */
const MAX_TRIES = 6;

/** What is known before some decisions of one tenant. */
interface Gathered {
  readonly tx: TenantStatements;
  readonly decisions: readonly PendingDecision[];
  readonly keys: TakenKeys;
  readonly profiles: LockedProfiles;
  /** In the order of the decisions; empty where the tenant has no lists. */
  readonly lists: readonly ListMemberships[];
  readonly spending: SpendingBook;
  readonly quotas: HeldQuotas;
}

/** What is only to be written: nothing of it can fail but in the database. */
interface Made extends Gathered {
  readonly made: readonly MadeDecision[];
}

/**
 * The answer to a decision; undefined where another one of its transaction was first, `replayed` where the nonce of its
 * signature was used before, `over_quota` where the plan has no evaluation left: then nothing was done.
 */
export type FirstAnswer = EvaluationResponse | 'replayed' | 'over_quota' | undefined;

/** Of a transaction that must not be: decisions for which the quota of their tenant has no room. */
class OverQuota extends Error {
  constructor(readonly ids: readonly string[]) {
    super('the quota has no room for these decisions');
  }
}

/**
 * First decisions of transactions: gathered, made and recorded in one database transaction for all that wait for it,
 * whichever tenants they are of. Each sees what the ones before it did.
 */
@Injectable()
export class JointDecisions {
  private readonly queue = new CommitTogether<PendingDecision, FirstAnswer>({
    changes: changesOf,
    commit: (decisions) =>
      retryOnConflict(MAX_TRIES, ['profiles', 'agent_spending'], () => this.commitAllowed(decisions)),
    maxItems: MAX_DECISIONS_TOGETHER,
    maxCommitsInFlight: JOINT_CONNECTIONS,
    maxWaiting: MAX_WAITING,
    maxWaitMs: MAX_WAIT_MS,
  });

  constructor(
    private readonly database: JointDatabase,
    private readonly keys: DecisionKeys,
    private readonly profiles: KnownProfiles,
    private readonly lists: ListsService,
    private readonly agents: AgentIdentityService,
    private readonly mandates: AgentMandates,
    private readonly billing: BillingService,
    private readonly record: DecisionRecord,
  ) {}

  /** Decisions that share an entity or a key are made in the order in which they come here. */
  make(decision: PendingDecision): Promise<FirstAnswer> {
    return this.queue.submit(decision);
  }

  /**
   * Once more without those that a quota has no room for, so that nothing of them is written. Each turn leaves out at
   * least one; later ones of a tenant whose quota is used up don't come here.
   */
  private async commitAllowed(decisions: readonly PendingDecision[]): Promise<FirstAnswer[]> {
    const overQuota = new Set<string>();
    for (;;) {
      try {
        return await this.commit(decisions, overQuota);
      } catch (error) {
        if (!(error instanceof OverQuota)) throw error;
        for (const id of error.ids) overQuota.add(id);
      }
    }
  }

  private async commit(
    decisions: readonly PendingDecision[],
    overQuota: ReadonlySet<string>,
  ): Promise<FirstAnswer[]> {
    const allowed = decisions.filter(({ id }) => !overQuota.has(id));
    const replayed = new Set<string>();
    const answers = await this.database.run({
      gather: async (tx) => {
        for (const id of await this.replayed(tx, allowed)) replayed.add(id);
        const fresh = allowed.filter(({ id }) => !replayed.has(id));
        const gathered = await allInOrder(byTenant(tx, fresh).map((each) => this.gather(...each)));
        return gathered.map((each) => this.decide(each));
      },
      record: (made) => allInOrder(made.map((each) => this.write(each))),
    });
    const answerOf = new Map(answers.flat());
    return decisions.map(({ id }) => {
      if (overQuota.has(id)) return 'over_quota';
      return replayed.has(id) ? 'replayed' : answerOf.get(id);
    });
  }

  /** Takes nonces before anything else, whoever's: so everyone takes locks in one order. Those that others have. */
  private async replayed(tx: JointTx, decisions: readonly PendingDecision[]): Promise<readonly string[]> {
    const signed = decisions.filter((decision) => nonceUseOf(decision).length > 0);
    if (signed.length === 0) return [];
    const taken = await allInOrder(
      byTenant(tx, signed).map(([statements, own]) =>
        this.agents.takeNonces(statements, own.flatMap(nonceUseOf)),
      ),
    );
    return signed.filter(({ id }) => !taken.some((holders) => holders.has(id))).map(({ id }) => id);
  }

  /** All statements are sent at once. */
  private async gather(tx: TenantStatements, decisions: readonly PendingDecision[]): Promise<Gathered> {
    const transactions = decisions.map(({ transaction }) => transaction);
    const hasLists = decisions.some((decision) => decision.hasLists);
    const [keys, profiles, lists, spending, quotas] = await allInOrder([
      this.keys.take(tx, decisions),
      this.profiles.lock(tx, decisions),
      hasLists ? this.lists.memberships(tx, transactions) : [],
      this.mandates.lock(tx, decisions),
      this.billing.holdQuotas(tx, decisions.map(useOf)),
    ]);
    return { tx, decisions, keys, profiles, lists, spending, quotas };
  }

  /** Throws OverQuota. Here, where the transaction can still be given up: a commit goes out right behind what is recorded. */
  private decide(gathered: Gathered): Made {
    checkQuotas(gathered);
    return { ...gathered, made: decideInTurn(gathered, this.mandates) };
  }

  /** Nothing is awaited before the last statement is sent. */
  private async write({
    tx,
    keys,
    profiles,
    spending,
    made,
  }: Made): Promise<(readonly [string, EvaluationResponse])[]> {
    const [, , , answers] = await allInOrder([
      this.keys.giveBack(tx, keys),
      this.profiles.save(tx, profiles),
      this.mandates.save(tx, spending),
      made.length === 0 ? [] : this.record.write(tx, made),
    ]);
    return answers.map((answer, index) => [made[index]?.decision.id ?? '', answer] as const);
  }
}

/** Its entities, whose profiles it counts in, with an agent what it spends, and its keys. */
function changesOf(decision: PendingDecision): string[] {
  const names = [...entitiesOf(decision.transaction).map(nameOf), ...keyNamesOf(decision)];
  return names.map((name) => `${decision.tenant.id}:${name}`);
}

/** Exactly as many as there is room for, the first of them: what repeats a transaction needs none. */
function checkQuotas({ decisions, keys, quotas }: Gathered): void {
  const over = decisions.filter((decision) => keys.firsts.has(decision.id) && !quotas.take(useOf(decision)));
  if (over.length > 0) throw new OverQuota(over.map(({ id }) => id));
}

/** Each counts in the profiles that the next one sees, and in what its agent has spent. */
function decideInTurn(
  { decisions, keys, profiles, lists, spending }: Gathered,
  mandates: AgentMandates,
): MadeDecision[] {
  return decisions.flatMap((decision, index): MadeDecision[] => {
    if (!keys.firsts.has(decision.id)) return [];
    const { transaction, fingerprints, policy } = decision;
    const known = profiles.book.profilesOf(transaction);
    const mandate = mandates.factsOf(decision, spending);
    const facts = gatherFacts(transaction, known, fingerprints, { lists: lists[index], mandate });
    const verdict = explainedVerdict(policy, facts);
    profiles.book.record(transaction, fingerprints);
    mandates.spend(decision, verdict.decision, spending);
    return [{ decision, facts, verdict, outcome: null }];
  });
}

/** Tenants in one order for everyone, so that two transactions can't wait for each other. */
function byTenant(
  tx: JointTx,
  decisions: readonly PendingDecision[],
): (readonly [TenantStatements, readonly PendingDecision[]])[] {
  const groups = new Map<TenantId, PendingDecision[]>();
  for (const decision of decisions) {
    const group = groups.get(decision.tenant.id);
    if (group === undefined) groups.set(decision.tenant.id, [decision]);
    else group.push(decision);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tenantId, group]) => [tx.of(tenantId), group] as const);
}
