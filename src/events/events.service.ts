import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { Caller } from '@libs/http/caller';
import { encodeCursor, pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { newUuid } from '@libs/ids/typeid';
import type { Event } from './event.entity';
import { eventNotFound } from './events.problems';
import { EventsRepository } from './events.repository';
import type { EventDraft } from './events.types';
import { OutboxNudge } from './outbox-nudge';
import { readableTypes } from './readable-types';

/** Of which a page is made at most, so that a rare type costs no search through all that happened. */
const LOOKED_AT = 5_000;

@Injectable()
export class EventsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly events: EventsRepository,
    private readonly nudge: OutboxNudge,
    private readonly clock: Clock,
  ) {}

  /** Writes the events in the transaction of the change that they tell of: told if and only if it was made. */
  async publish(tx: TenantStatements, drafts: readonly EventDraft[]): Promise<void> {
    const createdAt = this.clock.now();
    await this.events.insert(
      tx,
      drafts.map((draft) => ({
        ...draft,
        tenantId: tx.tenantId,
        id: newUuid(createdAt.getTime()),
        createdAt,
      })),
    );
    this.nudge.give();
  }

  /** Writes an event that nobody is told of by itself: who asks for it sends it. */
  async record(tx: TenantStatements, draft: EventDraft): Promise<Event> {
    const createdAt = this.clock.now();
    const event = { ...draft, tenantId: tx.tenantId, id: newUuid(createdAt.getTime()), createdAt };
    await this.events.insertApart(tx, event);
    return event;
  }

  /** Of what the caller may read those that `pattern` stands for. */
  async page({ tenantId, scopes }: Caller, pattern: string, slice: Slice): Promise<Page<Event>> {
    const types = readableTypes(scopes, pattern);
    if (types.length === 0) return { data: [], nextCursor: null };
    return this.database.run(tenantId, async (tx) => {
      const rows = await this.events.list(tx, types, slice, LOOKED_AT);
      const page = pageOf(rows, slice.limit, ({ id }) => id);
      if (page.nextCursor !== null) return page;
      // What was looked at may have ended before what there is.
      const last = await this.events.lastLookedAt(tx, slice, LOOKED_AT);
      return { ...page, nextCursor: last === undefined ? null : encodeCursor(last) };
    });
  }

  /** Throws a Problem of 404, also for an event that shows what the caller has no scope to read. */
  get({ tenantId, scopes }: Caller, id: string): Promise<Event> {
    return this.database.run(tenantId, async (tx) => {
      const event = await this.events.find(tx, id);
      if (event === null || !readableTypes(scopes).includes(event.type)) throw eventNotFound();
      return event;
    });
  }
}
