import { sqlStateOf } from '@libs/database/database-error';
import type { Companion, TenantTx } from '@libs/database/tenant-database';
import { answerErased, idempotencyKeyReused, stillRunning } from '@libs/http/idempotency.problems';
import type { Answer, KeyedRequest } from './idempotency.types';
import type { Kept, KeptAnswersRepository } from './kept-answers.repository';

const LOCK_NOT_AVAILABLE = '55P03';

/** Thrown where the change was made before. */
export class AnsweredBefore extends Error {
  constructor(readonly answer: Answer) {
    super('the request was answered before');
  }
}

/**
 * Makes the change of a request happen once: its transaction takes the key first and keeps the answer last, so that
 * key, change and answer are committed together or not at all.
 */
export class KeyedChange implements Companion {
  private readonly answer = new Promised<Answer>();
  private ended: Promise<void> | undefined;
  private isMade = false;

  constructor(
    private readonly answers: KeptAnswersRepository,
    private readonly request: KeyedRequest,
  ) {}

  /** Throws AnsweredBefore, or a Problem of 409, 410 or 422. */
  async before(tx: TenantTx): Promise<void> {
    if (this.isMade) throw new Error('a request with an Idempotency-Key makes its change in one transaction');
    if (await this.take(tx)) return;
    const answer = answerOf(await this.answers.find(tx, this.request), this.request);
    // Swept away just now.
    if (answer === undefined) throw stillRunning();
    throw new AnsweredBefore(answer);
  }

  async behind(tx: TenantTx): Promise<void> {
    this.isMade = true;
    await this.answers.keep(tx, this.request, await this.answer.promise);
  }

  end(ended: Promise<void>): void {
    this.ended = ended;
  }

  /** Resolves once everything is committed. */
  async commit(answer: Answer): Promise<void> {
    if (!this.isMade) throw new Error('a route that is idempotent makes its change by TenantDatabase.runFor');
    this.answer.resolve(answer);
    await this.ended;
  }

  /** Resolves once nothing is left of it. */
  async rollBack(reason: Error): Promise<void> {
    this.answer.reject(reason);
    await this.ended?.catch(() => undefined);
  }

  private async take(tx: TenantTx): Promise<boolean> {
    try {
      return await this.answers.take(tx, this.request);
    } catch (error) {
      // The one that holds the key didn't end in time.
      if (sqlStateOf(error) === LOCK_NOT_AVAILABLE) throw stillRunning();
      throw error;
    }
  }
}

/** Undefined where none is kept. Throws a Problem of 422 where the key was used for another request, of 410 where the answer was erased. */
export function answerOf(kept: Kept | undefined, { digest }: KeyedRequest): Answer | undefined {
  if (kept === undefined) return undefined;
  if (kept.requestDigest === null) throw answerErased();
  if (!kept.requestDigest.equals(digest)) throw idempotencyKeyReused();
  if (kept.answer === null) throw new Error('a key that was committed has its answer');
  return kept.answer;
}

class Promised<T> {
  resolve!: (value: T) => void;
  reject!: (reason: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // A transaction that never came so far does not ask.
    this.promise.catch(() => undefined);
  }
}
