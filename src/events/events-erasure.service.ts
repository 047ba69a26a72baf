import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { sliceOf } from '@libs/erasure/erased-slice';
import type { ErasedSlice } from '@libs/erasure/erased-slice';
import { NIL_UUID } from '@libs/ids/typeid';
import type { IdentifierWords } from '@libs/identifier-words/identifier-words';
import { ErasedEventsRepository } from './erased-events.repository';

/** Which of these things are erased themselves. */
export type ErasedAmong = (resourceIds: readonly string[]) => Promise<ReadonlySet<string>>;

export interface ErasedEvents extends ErasedSlice {
  /** Those that say nothing more, from before too. */
  readonly eventIds: readonly string[];
}

/** What customers were told, as far as an erasure takes it away. Each call is a slice, in the caller's transaction. */
@Injectable()
export class EventsErasureService {
  /** Whose rows go with their tenant. */
  readonly tables = ['event_outbox', 'events'] as const;

  constructor(private readonly events: ErasedEventsRepository) {}

  /** Of those that show what is erased, or that name whoever it is, nothing is left but that they happened. */
  async erase(
    tx: TenantStatements,
    words: IdentifierWords,
    after: string | undefined,
    erasedAmong: ErasedAmong,
  ): Promise<ErasedEvents> {
    const page = await this.events.page(tx, after ?? NIL_UUID, words.inJson);
    const erased = await erasedAmong([...new Set(page.map(({ resourceId }) => resourceId))]);
    const { hits, next } = sliceOf(
      page,
      ({ resourceId, naming }) => erased.has(resourceId) || words.areInWords(naming),
      ({ id }) => id,
    );
    const eventIds = hits.map(({ id }) => id);
    const events = eventIds.length === 0 ? 0 : await this.events.erase(tx, eventIds);
    return { counts: { events }, next, eventIds };
  }
}
