import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { sliceOf } from '@libs/erasure/erased-slice';
import type { ErasedSlice } from '@libs/erasure/erased-slice';
import type { IdentifierWords } from '@libs/identifier-words/identifier-words';
import { ErasedAnswersRepository } from './erased-answers.repository';

/** What was answered, as far as an erasure takes it away. Each call is a slice, in the caller's transaction. */
@Injectable()
export class IdempotencyErasureService {
  /** Whose rows go with their tenant. */
  readonly tables = ['kept_answers'] as const;

  constructor(private readonly answers: ErasedAnswersRepository) {}

  /**
   * An answer that names whoever it is, or a thing of these ids, goes with the digest of its request; whoever repeats
   * it is told so. A key that names it goes altogether.
   */
  async erase(
    tx: TenantStatements,
    words: readonly IdentifierWords[],
    after: string | undefined,
  ): Promise<ErasedSlice> {
    const page = await this.answers.page(
      tx,
      after ?? '',
      words.map(({ inJson }) => inJson),
    );
    const isNamedBy = (key: string): boolean => words.some((each) => each.areIn(key));
    const { hits, next } = sliceOf(
      page,
      ({ key, answer }) => isNamedBy(key) || words.some((each) => each.areInWords(answer)),
      ({ key }) => key,
    );
    const keys = hits.map(({ key }) => key);
    const named = keys.filter(isNamedBy);
    const others = keys.filter((key) => !isNamedBy(key));
    if (named.length > 0) await this.answers.delete(tx, named);
    if (others.length > 0) await this.answers.erase(tx, others);
    return { counts: { keptAnswers: keys.length }, next };
  }
}
