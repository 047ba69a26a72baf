import { Injectable } from '@nestjs/common';
import { sqlStateOf } from '@libs/database/database-error';
import type { TenantStatements } from '@libs/database/statement';
import { allInOrder } from '@libs/database/all-in-order';
import { idempotencyKeyReused, stillRunning } from '@libs/http/idempotency.problems';
import { EvaluationKeysRepository } from './evaluation-keys.repository';
import type { IdempotencyKeyUse, KeptKeyUse, KeyTerm, KeyUse } from './evaluation-keys.repository';
import { requestErased, transactionReused } from './evaluation.problems';
import type { PendingDecision } from './pending-decision';

const IDEMPOTENCY_TTL_MS = 24 * 3_600_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Which of several decisions are the first of their transaction. */
export interface TakenKeys {
  /** By their ids. */
  readonly firsts: ReadonlySet<string>;
  /** Taken by decisions that turned out not to be the first of their transaction. */
  readonly idle: readonly IdempotencyKeyUse[];
  readonly takenAt: Date;
}

/** What an earlier request left for a repeated one. */
export type Repetition =
  | { readonly kind: 'replay'; readonly evaluationId: string }
  /** Asked for on purpose, by an Idempotency-Key of its own. */
  | { readonly kind: 'again'; readonly firstEvaluationId: string };

/** One evaluation for each transaction, unless an Idempotency-Key asks for another: then one for each key. */
@Injectable()
export class DecisionKeys {
  constructor(private readonly keys: EvaluationKeysRepository) {}

  /** Takes the keys of one tenant's decisions. Throws a Problem of 409 where another process holds one for too long. */
  async take(tx: TenantStatements, decisions: readonly PendingDecision[]): Promise<TakenKeys> {
    const candidates = withoutRepetitions(decisions);
    const idempotent = candidates.flatMap(toIdempotencyKeyUse);
    const term = termOf(candidates);
    try {
      const [heldBy, firstIds] = await allInOrder([
        idempotent.length === 0 ? [] : this.keys.takeIdempotencyKeys(tx, idempotent, term),
        this.keys.takeTransactionKeys(tx, candidates.map(toTransactionKeyUse)),
      ]);
      const firsts = new Set(firstIds);
      const isIdle = ({ evaluationId }: KeyUse): boolean =>
        heldBy.includes(evaluationId) && !firsts.has(evaluationId);
      return { firsts, idle: idempotent.filter(isIdle), takenAt: term.now };
    } catch (error) {
      // The one that holds the key didn't end in time.
      if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) throw stillRunning();
      throw error;
    }
  }

  async giveBack(tx: TenantStatements, { idle, takenAt }: TakenKeys): Promise<void> {
    if (idle.length > 0) await this.keys.giveBackIdempotencyKeys(tx, idle, takenAt);
  }

  /**
   * What a decision that isn't the first of its transaction is to be answered with; undefined where what it repeats
   * is gone meanwhile. Throws a Problem of 422 where a key was used for something else, of 410 where what it
   * was used for was erased.
   */
  async findRepetition(tx: TenantStatements, decision: PendingDecision): Promise<Repetition | undefined> {
    const { request, requestDigest, transaction, arrivedAt } = decision;
    const { idempotencyKey } = request;
    if (idempotencyKey !== undefined) {
      const use = await this.keys.findIdempotencyKey(tx, idempotencyKey, arrivedAt);
      if (use !== undefined) return replayOf(use, requestDigest, idempotencyKeyReused);
    }
    const first = await this.keys.findTransactionKey(tx, transaction);
    if (first === undefined) return undefined;
    if (first.requestDigest === null) throw requestErased();
    if (idempotencyKey === undefined) return replayOf(first, requestDigest, transactionReused);
    const [taken] = await this.keys.takeIdempotencyKeys(
      tx,
      toIdempotencyKeyUse(decision),
      termOf([decision]),
    );
    return taken === undefined ? undefined : { kind: 'again', firstEvaluationId: first.evaluationId };
  }
}

function replayOf(
  { evaluationId, requestDigest }: KeptKeyUse,
  digest: Buffer,
  refusal: () => Error,
): Repetition {
  if (requestDigest === null) throw requestErased();
  if (!requestDigest.equals(digest)) throw refusal();
  return { kind: 'replay', evaluationId };
}

/** Of the keys that make a decision happen once: two decisions of one tenant that share one are the same, or one too many. */
export function keyNamesOf({ request, transaction }: PendingDecision): string[] {
  const natural = `transaction:${transaction.type}:${transaction.transactionId}`;
  return request.idempotencyKey === undefined ? [natural] : [natural, `request:${request.idempotencyKey}`];
}

/** Of decisions with a key in common the first: the others repeat it. */
function withoutRepetitions(decisions: readonly PendingDecision[]): PendingDecision[] {
  const taken = new Set<string>();
  return decisions.filter((decision) => {
    const names = keyNamesOf(decision);
    if (names.some((name) => taken.has(name))) return false;
    for (const name of names) taken.add(name);
    return true;
  });
}

function toIdempotencyKeyUse({ id, request, requestDigest }: PendingDecision): IdempotencyKeyUse[] {
  const { idempotencyKey: key } = request;
  return key === undefined ? [] : [{ key, evaluationId: id, requestDigest }];
}

function toTransactionKeyUse({ id, request, requestDigest, transaction }: PendingDecision) {
  const { type, transactionId } = transaction;
  return { type, transactionId, evaluationId: id, requestDigest, idempotencyKey: request.idempotencyKey };
}

function termOf(decisions: readonly PendingDecision[]): KeyTerm {
  const nowMs = Math.max(...decisions.map(({ arrivedAt }) => arrivedAt.getTime()));
  return { now: new Date(nowMs), expiresAt: new Date(nowMs + IDEMPOTENCY_TTL_MS) };
}
