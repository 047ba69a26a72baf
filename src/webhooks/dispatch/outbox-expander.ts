import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { allInOrder } from '@libs/database/all-in-order';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { NIL_UUID } from '@libs/ids/typeid';
import { expand } from './expansion';
import type { Expansion } from './expansion';
import { OutboxRepository } from './outbox.repository';

const MOST_TENANTS = 200;
/** Shared by the tenants of a look, so that nobody waits behind a tenant with a million. */
const MOST_EVENTS = 2_000;
const FEWEST_OF_TENANT = 20;
const MOST_DELIVERIES = 5_000;

export interface Look {
  readonly made: number;
  /** Whether more may be waiting. */
  readonly isMore: boolean;
}

/** Makes deliveries of events: of each tenant some in turn, and of each event once. */
@Injectable()
export class OutboxExpander {
  private lastTenant = NIL_UUID;

  constructor(
    private readonly database: SystemDatabase,
    private readonly outbox: OutboxRepository,
    private readonly clock: Clock,
  ) {}

  look(): Promise<Look> {
    return this.database.recordByKeys({
      gather: (query) => this.gather(query),
      record: async (query, { expansion, now, isMore }) => {
        if (expansion === undefined) return { made: 0, isMore };
        await this.outbox.replace(query, expansion, now);
        this.lastTenant = expansion.events.at(-1)?.tenantId ?? this.lastTenant;
        return { made: expansion.deliveries.length, isMore };
      },
    });
  }

  private async gather(query: Query): Promise<Gathered> {
    const now = this.clock.now();
    if (!(await this.outbox.tryLock(query))) return { now, isMore: false };
    const tenants = await this.nextTenants(query);
    if (tenants.length === 0) return { now, isMore: false };
    const ofEach = Math.max(FEWEST_OF_TENANT, Math.floor(MOST_EVENTS / tenants.length));
    const [, events, subscribers] = await allInOrder([
      this.outbox.discardUnheard(query, tenants),
      this.outbox.waiting(query, tenants, ofEach),
      // Read behind the events: of whoever had an endpoint before an event, it is here.
      this.outbox.subscribers(query, tenants),
    ]);
    if (events.length === 0) return { now, isMore: tenants.length === MOST_TENANTS };
    return {
      now,
      isMore: true,
      expansion: expand(events, subscribers, { deliveries: MOST_DELIVERIES, now }),
    };
  }

  /** Those behind the last ones, and then from the first one on again. */
  private async nextTenants(query: Query): Promise<string[]> {
    const behind = await this.outbox.tenants(query, this.lastTenant, MOST_TENANTS);
    const tenants =
      behind.length > 0 || this.lastTenant === NIL_UUID
        ? behind
        : await this.outbox.tenants(query, NIL_UUID, MOST_TENANTS);
    this.lastTenant = tenants.at(-1) ?? NIL_UUID;
    return tenants;
  }
}

interface Gathered {
  readonly now: Date;
  readonly isMore: boolean;
  /** Undefined: nothing waits for one. */
  readonly expansion?: Expansion;
}
