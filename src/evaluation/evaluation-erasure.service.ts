import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { sliceOf } from '@libs/erasure/erased-slice';
import type { ErasedCounts, ErasedSlice } from '@libs/erasure/erased-slice';
import { NIL_UUID } from '@libs/ids/typeid';
import { IdentifierWords } from '@libs/identifier-words/identifier-words';
import type { EntityKey } from '@libs/risk-engine/entity';
import { EvaluationErasing } from './erasures/evaluation-erasing';
import type { ErasedEvaluations } from './erasures/evaluation-erasing';
import { NamedEvaluationsRepository } from './erasures/named-evaluations.repository';
import { RemainsRepository } from './erasures/remains.repository';
import { RequestDigestsRepository } from './erasures/request-digests.repository';

/** What the product keeps, as far as an erasure takes it away. Each call is a slice, in the caller's transaction. */
@Injectable()
export class EvaluationErasureService {
  /** Whose rows go with their tenant, in this order. */
  readonly tables = [
    ...['shadow_decisions', 'shadows', 'backtests', 'list_entries', 'lists', 'reviews', 'outcomes'],
    ...['idempotency_keys', 'transaction_keys', 'profile_snapshots', 'profiles', 'agent_spending'],
    ...['evaluations', 'policies'],
  ] as const;

  constructor(
    private readonly erasing: EvaluationErasing,
    private readonly named: NamedEvaluationsRepository,
    private readonly digests: RequestDigestsRepository,
    private readonly remains: RemainsRepository,
  ) {}

  /** The key is that of the tenant's fingerprints. */
  eraseEvaluations(
    tx: TenantStatements,
    subject: EntityKey,
    fingerprintKey: Buffer,
  ): Promise<ErasedEvaluations> {
    return this.erasing.eraseSlice(tx, subject, fingerprintKey);
  }

  /** Which of these things are evaluations that are erased; at most a page of them. */
  erasedAmong(tx: TenantStatements, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.named.erasedAmong(tx, ids);
  }

  /** Until the end of the transaction no decision is made that counts in the subject's profile, where it has one. */
  lockProfile(tx: TenantStatements, subject: EntityKey): Promise<void> {
    return this.remains.lockProfile(tx, subject);
  }

  async eraseProfile(tx: TenantStatements, subject: EntityKey): Promise<ErasedCounts> {
    return {
      profiles: await this.remains.deleteProfile(tx, subject),
      profileSnapshots: await this.remains.deleteSnapshot(tx, subject),
    };
  }

  /** What an agent of the tenant's has spent. */
  async eraseSpending(tx: TenantStatements, agentUuid: string): Promise<ErasedCounts> {
    return { agentSpending: await this.remains.deleteSpending(tx, agentUuid) };
  }

  /** Keys of requests that are erased are worth nothing, and those that hold the subject's id go. */
  async eraseIdempotencyKeys(
    tx: TenantStatements,
    { id }: EntityKey,
    after: string | undefined,
  ): Promise<ErasedSlice> {
    const words = new IdentifierWords(id);
    const page = await this.digests.page(tx, after ?? '');
    const { hits, next } = sliceOf(
      page,
      ({ key, isOfErased }) => isOfErased || words.areIn(key),
      ({ key }) => key,
    );
    const named = hits.filter(({ key }) => words.areIn(key)).map(({ key }) => key);
    const others = hits.filter(({ key }) => !words.areIn(key)).map(({ key }) => key);
    if (named.length > 0) await this.digests.deleteKeys(tx, named);
    if (others.length > 0) await this.digests.destroyOfKeys(tx, others);
    return { counts: { idempotencyKeys: hits.length }, next };
  }

  /** Entries of which it is the value go; a note that has it as a word goes without it. */
  async eraseListEntries(
    tx: TenantStatements,
    { id }: EntityKey,
    after: string | undefined,
  ): Promise<ErasedSlice & { readonly entryIds: readonly string[] }> {
    const words = new IdentifierWords(id);
    const page = await this.remains.listEntries(tx, after ?? NIL_UUID);
    const { hits, next } = sliceOf(
      page,
      ({ value, note }) => value === id || (note !== null && words.areIn(note)),
      (entry) => entry.id,
    );
    const gone = hits.filter(({ value }) => value === id);
    const noted = hits.flatMap(({ note, ...entry }) =>
      entry.value === id || note === null ? [] : [{ ...entry, note: words.erasedFrom(note) }],
    );
    if (gone.length > 0) {
      await this.remains.deleteListEntries(
        tx,
        gone.map((entry) => entry.id),
      );
    }
    if (noted.length > 0) await this.remains.writeListNotes(tx, noted);
    const counts = { listEntries: gone.length, listNotes: noted.length };
    return { counts, next, entryIds: hits.map((entry) => entry.id) };
  }
}
