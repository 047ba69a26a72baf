import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { allInOrder } from '@libs/database/all-in-order';
import { SystemDatabase } from '@libs/database/system-database';
import type { Query } from '@libs/database/system-database';
import { NIL_UUID } from '@libs/ids/typeid';
import type { EndpointKey } from '../endpoint-key';
import { DeliveriesAtHand } from '../sending/deliveries-at-hand';
import type { DeliveryJob } from '../sending/delivery-job';
import { DeliveryTargetsRepository } from '../sending/delivery-targets.repository';
import type { DeliveryTargets } from '../sending/delivery-targets.repository';
import { loadedDeliveries } from '../sending/loaded-delivery';
import { MOST_OF_TENANT, planClaims } from './claim-plan';
import type { ClaimPlan } from './claim-plan';
import { ClaimsRepository } from './claims.repository';
import type { ClaimedRow } from './claims.repository';

/** In one look: the next one goes on behind them. */
const MOST_ENDPOINTS = 400;
const MOST_ENDED = 1_000;
const FIRST: EndpointKey = { tenantId: NIL_UUID, endpointId: NIL_UUID };
/** Until places are free again, if nobody says so. */
export const FULL_PAUSE_MS = 20;

export interface ClaimedJob extends DeliveryJob {
  readonly deliveryId: string;
}

export interface Claims {
  readonly jobs: readonly ClaimedJob[];
  /** When it is worth while to look again. */
  readonly againInMs: number;
}

interface Plan extends ClaimPlan {
  readonly open: readonly EndpointKey[];
  readonly now: Date;
}

interface LoadedClaims {
  readonly rows: readonly ClaimedRow[];
  readonly targets: DeliveryTargets;
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
    private readonly targets: DeliveryTargetsRepository,
    private readonly atHand: DeliveriesAtHand,
    private readonly clock: Clock,
  ) {}

  /** Claims at most `capacity` deliveries. */
  async look(capacity: number): Promise<Claims> {
    const { rows, targets, againInMs } = await this.database.recordByKeys({
      gather: (query) => this.plan(query, capacity),
      record: (query, plan) => this.claim(query, plan, capacity),
    });
    this.atHand.put(loadedDeliveries(rows, targets), performance.now());
    return { jobs: rows, againInMs };
  }

  /** Undefined where another process claims just now. */
  private async plan(query: Query, capacity: number): Promise<Plan | undefined> {
    if (!(await this.claims.tryLock(query))) return undefined;
    const now = this.clock.now();
    const moment = { now, dueUpTo: Math.min(capacity, MOST_OF_TENANT) };
    const open = await this.claims.openEndpoints(query, this.last, MOST_ENDPOINTS, moment);
    return { ...planClaims(open, capacity, now), open, now };
  }

  private async claim(query: Query, plan: Plan | undefined, capacity: number): Promise<LoadedClaims> {
    if (plan === undefined) return { rows: [], targets: new Map(), againInMs: FULL_PAUSE_MS };
    const { shares, turns, ended, now } = plan;
    const [rows, targets] = await allInOrder([
      shares.length === 0 ? [] : this.claims.claim(query, shares, now),
      shares.length === 0 ? new Map() : this.targets.of(query, shares, now),
      turns.length === 0 ? undefined : this.claims.setTurns(query, turns),
      ended.length === 0 ? undefined : this.claims.failDue(query, ended, MOST_ENDED, now),
    ]);
    const isFull = rows.length === capacity;
    const pauseMs = ended.length > 0 ? 0 : isFull ? FULL_PAUSE_MS : plan.againInMs;
    return { rows, targets, againInMs: this.goOn(plan.open, pauseMs) };
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
}
