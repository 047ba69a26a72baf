import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { NIL_UUID } from '@libs/ids/typeid';
import { planClaims } from './claim-plan';
import { ClaimsRepository } from './claims.repository';
import type { ClaimedJob, EndpointKey } from './claims.repository';

/** In one look: the next one goes on behind them. */
const MOST_ENDPOINTS = 400;
const MOST_ENDED = 1_000;
const FIRST: EndpointKey = { tenantId: NIL_UUID, endpointId: NIL_UUID };
/** Until places are free again, if nobody says so. */
export const FULL_PAUSE_MS = 20;

export interface Claims {
  readonly jobs: readonly ClaimedJob[];
  /** When it is worth while to look again. */
  readonly againInMs: number;
}

/** Takes what is due, of each tenant and endpoint some in turn, for one worker or another to send. */
@Injectable()
export class DeliveryClaimer {
  private last = FIRST;
  /** The soonest of the endpoints looked at since the first one. */
  private againInMs = Infinity;

  constructor(
    private readonly database: SystemDatabase,
    private readonly claims: ClaimsRepository,
    private readonly clock: Clock,
  ) {}

  /** Claims at most `capacity` deliveries. */
  look(capacity: number): Promise<Claims> {
    return this.database.runByKeys(async (query) => {
      if (!(await this.claims.tryLock(query))) return { jobs: [], againInMs: FULL_PAUSE_MS };
      const now = this.clock.now();
      const moment = { now, dueUpTo: capacity };
      const open = await this.claims.openEndpoints(query, this.last, MOST_ENDPOINTS, moment);
      const plan = planClaims(open, capacity, now);
      const jobs = await this.record(query, plan, now);
      const isFull = jobs.length === capacity;
      return {
        jobs,
        againInMs: this.goOn(open, plan.ended.length > 0 ? 0 : isFull ? FULL_PAUSE_MS : plan.againInMs),
      };
    });
  }

  /** At once to those behind these; behind the last one, when something is worth while for one of all of them. */
  private goOn(open: readonly EndpointKey[], againInMs: number): number {
    const soonestMs = Math.min(this.againInMs, againInMs);
    const last = open.at(-1);
    const isRound = open.length < MOST_ENDPOINTS || last === undefined;
    this.last = isRound ? FIRST : last;
    this.againInMs = isRound ? Infinity : soonestMs;
    return isRound ? soonestMs : 0;
  }

  private async record(
    query: Query,
    { shares, turns, ended }: ReturnType<typeof planClaims>,
    now: Date,
  ): Promise<ClaimedJob[]> {
    const jobs = shares.length === 0 ? [] : await this.claims.claim(query, shares, now);
    if (turns.length > 0) await this.claims.setTurns(query, turns);
    if (ended.length > 0) await this.claims.failDue(query, ended, MOST_ENDED, now);
    return jobs;
  }
}
