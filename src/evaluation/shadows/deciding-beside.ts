import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { uuidLowerBound } from '@libs/ids/typeid';
import { decideAgain } from '../decide-again';
import { CompiledPolicies } from '../policies/compiled-policies';
import type { DecidingPolicy } from '../policies/compiled-policies';
import { settledId } from '../settled';
import { counted } from './agreement';
import { progressAfter } from './progress';
import type { Progress, Stretch } from './progress';
import type { RunningShadow } from './running-shadows';
import type { Shadow } from './shadow.entity';
import { ShadowDecisionsRepository } from './shadow-decisions.repository';
import type { DecidedBeside, Undecided } from './shadow-decisions.repository';
import { ShadowsRepository } from './shadows.repository';

/** `new`: what came since the shadow last looked. `late`: what was committed behind where it looked already. */
export type Walk = 'new' | 'late';

/** In evaluations. Hardly one is committed late: of those that were read already a stretch may be long. */
const MAX_STRETCH = { new: 500, late: 5_000 } as const satisfies Record<Walk, number>;
const MAX_UNDECIDED = 500;
interface Found {
  readonly shadow: Shadow;
  readonly policy: DecidingPolicy;
  readonly stretch: Stretch;
  readonly undecided: readonly Undecided[];
}

/** Decides for a shadow what was decided live, a stretch of evaluations at a time. */
@Injectable()
export class DecidingBeside {
  constructor(
    private readonly database: TenantDatabase,
    private readonly shadows: ShadowsRepository,
    private readonly decisions: ShadowDecisionsRepository,
    private readonly policies: CompiledPolicies,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes one stretch of the walk, which goes on `after` where the former stretch ended. No transaction is open while
   * it decides; what others decided meanwhile is theirs. Returns where it ended; undefined at the end of the walk.
   */
  async takeStretch(
    { tenantId, policyId }: RunningShadow,
    walk: Walk,
    after?: string,
  ): Promise<string | undefined> {
    const nowMs = this.clock.now().getTime();
    const found = await this.database.run(tenantId, async (tx) => {
      const shadow = await this.shadows.findRunning(tx, policyId);
      if (shadow === null) return undefined;
      const rest = { ...wholeWalk(walk, shadow, nowMs), ...(after && { after }) };
      return this.find(tx, shadow, rest, MAX_STRETCH[walk]);
    });
    if (found === undefined) return undefined;
    const decided: DecidedBeside[] = [];
    await decideAgain(found.policy, found.undecided, ({ id, live }, { decision, score }) => {
      decided.push({ evaluationId: id, live, shadow: decision, score });
    });
    const horizon = settledId(nowMs);
    const reached = progressAfter(found.shadow, found.stretch, horizon);
    if (decided.length > 0 || !isSame(reached, found.shadow)) {
      await this.database.run(tenantId, (tx) => this.record(tx, found, { decided, horizon }));
    }
    return found.stretch.upTo;
  }

  private async find(
    tx: TenantTx,
    shadow: Shadow,
    rest: Stretch,
    maxLength: number,
  ): Promise<Found | undefined> {
    const stretch = await this.decisions.shortened(tx, rest, maxLength);
    if (stretch === undefined) return undefined;
    const policy = await this.policies.find(tx, shadow.policyId);
    if (policy === null) throw new Error('the policy of a shadow is kept');
    const undecided = await this.decisions.undecided(tx, shadow, stretch, MAX_UNDECIDED);
    const last = undecided.length === MAX_UNDECIDED ? undecided.at(-1) : undefined;
    return { shadow, policy, stretch: { ...stretch, ...(last && { upTo: last.id }) }, undecided };
  }

  /** Nothing, once the shadow was stopped. Its row is locked, so that whoever else decides for it counts after this. */
  private async record(
    tx: TenantTx,
    { shadow: { id }, stretch }: Found,
    { decided, horizon }: { readonly decided: readonly DecidedBeside[]; readonly horizon: string },
  ): Promise<void> {
    const shadow = await this.shadows.lockRunning(tx, id);
    if (shadow === null) return;
    const inserted = await this.decisions.insert(tx, id, decided);
    const tally = counted(shadow.tally, inserted);
    await this.shadows.advance(tx, id, { ...progressAfter(shadow, stretch, horizon), tally });
  }
}

function wholeWalk(walk: Walk, { readThrough, settledThrough }: Shadow, nowMs: number): Stretch {
  // Not beyond now: an evaluation of a clock that is ahead would draw the shadow past those that are still to come.
  return walk === 'new'
    ? { after: readThrough, upTo: uuidLowerBound(nowMs) }
    : { after: settledThrough, upTo: readThrough };
}

function isSame(one: Progress, other: Progress): boolean {
  return one.readThrough === other.readThrough && one.settledThrough === other.settledThrough;
}
