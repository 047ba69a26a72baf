import { Injectable } from '@nestjs/common';
import { sqlStateOf } from '@libs/database/database-error';
import type { TenantTx } from '@libs/database/tenant-database';
import { EvaluationKeysRepository } from './evaluation-keys.repository';
import type { KeyUse } from './evaluation-keys.repository';
import { idempotencyKeyReused, stillRunning, transactionReused } from './evaluation.problems';
import type { PendingDecision } from './pending-decision';

const IDEMPOTENCY_TTL_MS = 24 * 3_600_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Whether a decision is to be made, and whether its transaction is one that was counted before. */
export type Turn =
  | { readonly kind: 'first' }
  | { readonly kind: 'again'; readonly firstEvaluationId: string }
  | { readonly kind: 'replay'; readonly evaluationId: string };

/** One evaluation for each transaction, unless an Idempotency-Key asks for another: then one for each key. */
@Injectable()
export class DecisionKeys {
  constructor(private readonly keys: EvaluationKeysRepository) {}

  /** Takes the decision's keys. Throws a Problem of 409 or 422 where one was used for something else. */
  async take(tx: TenantTx, decision: PendingDecision): Promise<Turn> {
    try {
      return await this.takeBoth(tx, decision);
    } catch (error) {
      // The one that holds the key didn't end in time.
      if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) throw stillRunning();
      throw error;
    }
  }

  private async takeBoth(tx: TenantTx, decision: PendingDecision): Promise<Turn> {
    const { id, arrivedAt, request, requestDigest, transaction } = decision;
    const use: KeyUse = { evaluationId: id, requestDigest };
    const { idempotencyKey } = request;
    if (idempotencyKey !== undefined) {
      const expiresAt = new Date(arrivedAt.getTime() + IDEMPOTENCY_TTL_MS);
      const key = { value: idempotencyKey, now: arrivedAt, expiresAt };
      const earlier = await this.keys.takeIdempotencyKey(tx, key, use);
      if (earlier !== undefined) return replayOf(earlier, requestDigest, idempotencyKeyReused);
    }
    const first = await this.keys.takeTransactionKey(tx, transaction, use);
    if (first === undefined) return { kind: 'first' };
    if (idempotencyKey !== undefined) return { kind: 'again', firstEvaluationId: first.evaluationId };
    return replayOf(first, requestDigest, transactionReused);
  }
}

function replayOf({ evaluationId, requestDigest }: KeyUse, digest: Buffer, refusal: () => Error): Turn {
  if (!requestDigest.equals(digest)) throw refusal();
  return { kind: 'replay', evaluationId };
}
