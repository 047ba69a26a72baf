import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantStatements } from '@libs/database/statement';
import { newUuid } from '@libs/ids/typeid';
import type { Event } from './event.entity';
import { EventsRepository } from './events.repository';
import type { EventDraft } from './events.types';
import { OutboxNudge } from './outbox-nudge';

@Injectable()
export class EventsService {
  constructor(
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
}
