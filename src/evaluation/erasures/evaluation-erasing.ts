import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantStatements } from '@libs/database/statement';
import { SLICE_ROWS } from '@libs/erasure/erased-slice';
import type { ErasedCounts } from '@libs/erasure/erased-slice';
import { ERASED, IdentifierWords } from '@libs/identifier-words/identifier-words';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { ErasedSubject } from '@libs/risk-engine/erased-facts';
import { erasedEvaluation } from './erased-evaluation';
import type { ErasableEvaluation } from './erased-evaluation';
import { NamedEvaluationsRepository } from './named-evaluations.repository';
import { RequestDigestsRepository } from './request-digests.repository';
import { ToldTextsRepository } from './told-texts.repository';
import type { ToldText } from './told-texts.repository';

export interface ErasedEvaluations {
  readonly ids: readonly string[];
  /** Whose profiles counted what names them no more: they are to be made again. */
  readonly miscounted: readonly EntityKey[];
  readonly counts: ErasedCounts;
  /** Whether more may be left. */
  readonly isFull: boolean;
}

/** Takes a subject out of evaluations that name it, and out of what was told and noted of them. */
@Injectable()
export class EvaluationErasing {
  constructor(
    private readonly named: NamedEvaluationsRepository,
    private readonly told: ToldTextsRepository,
    private readonly digests: RequestDigestsRepository,
    private readonly clock: Clock,
  ) {}

  async eraseSlice(tx: TenantStatements, key: EntityKey, fingerprintKey: Buffer): Promise<ErasedEvaluations> {
    const found = await this.named.findLocked(tx, key, SLICE_ROWS);
    const ids = found.map(({ id }) => id);
    if (found.length === 0) return { ids, miscounted: [], counts: {}, isFull: false };
    const subject: ErasedSubject = { kind: key.kind, words: new IdentifierWords(key.id) };
    const erased = found.map((each) => erasedEvaluation(each, subject, fingerprintKey));
    await this.named.write(tx, erased, this.clock.now());
    const counts = {
      evaluations: found.length,
      outcomes: await this.eraseReasons(tx, found, subject),
      reviews: await this.eraseNotes(tx, ids, subject),
      transactionKeys: await this.digests.destroyOfTransactions(tx, ids),
    };
    return { ids, miscounted: miscountedOf(key, found), counts, isFull: found.length === SLICE_ROWS };
  }

  private async eraseReasons(
    tx: TenantStatements,
    evaluations: readonly ErasableEvaluation[],
    subject: ErasedSubject,
  ): Promise<number> {
    const changed = changedTexts(await this.told.reasons(tx, evaluations), subject);
    if (changed.length > 0) await this.told.writeReasons(tx, changed);
    return changed.length;
  }

  private async eraseNotes(
    tx: TenantStatements,
    evaluationIds: readonly string[],
    subject: ErasedSubject,
  ): Promise<number> {
    const changed = changedTexts(await this.told.notes(tx, evaluationIds), subject);
    if (changed.length > 0) await this.told.writeNotes(tx, changed);
    return changed.length;
  }
}

/** What was written about a customer is of the customer, whatever it says. */
function changedTexts(texts: readonly ToldText[], { kind, words }: ErasedSubject): ToldText[] {
  return texts
    .map(({ id, text }) => ({
      id,
      text: kind === 'customer' ? ERASED : words.erasedFrom(text),
      before: text,
    }))
    .filter(({ text, before }) => text !== before)
    .map(({ id, text }) => ({ id, text }));
}

/** A customer's evaluations lose the address as well, whose profile counted them. */
function miscountedOf({ kind }: EntityKey, evaluations: readonly ErasableEvaluation[]): EntityKey[] {
  if (kind !== 'customer') return [];
  const ips = new Set(evaluations.flatMap(({ ip }) => (ip === null ? [] : [ip])));
  return [...ips].map((id) => ({ kind: 'ip', id }));
}
