import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { formatId } from '@libs/ids/typeid';
import { DecidingBeside } from './deciding-beside';
import type { Walk } from './deciding-beside';
import { RunningShadows } from './running-shadows';
import type { RunningShadow } from './running-shadows';

/** Of one walk of one shadow: then it is the others' turn. */
const MAX_STRETCHES = { new: 10, late: 40 } as const satisfies Record<Walk, number>;

/** Has every running shadow decide. May be done by several processes at once: nothing is decided, or counted, twice. */
@Injectable()
export class ShadowFollower implements OnModuleDestroy {
  private readonly logger = new Logger(ShadowFollower.name);
  private isEnding = false;
  private following: Promise<void> = Promise.resolve();

  constructor(
    private readonly running: RunningShadows,
    private readonly deciding: DecidingBeside,
  ) {}

  /** A walk that is under way ends with the stretch that it is at: the next process goes on from there. */
  onModuleDestroy(): void {
    this.isEnding = true;
  }

  /** One walk after the other: two would take the event loop in turns, and each other's rows. */
  follow(walk: Walk): Promise<void> {
    const followed = this.following.then(() => this.followAll(walk));
    this.following = followed.catch(() => undefined);
    return followed;
  }

  private async followAll(walk: Walk): Promise<void> {
    for await (const shadow of this.running.all()) {
      if (this.isEnding) return;
      await this.tryToWalk(shadow, walk);
    }
  }

  /** One that can't decide, as its policy was made by a later version for one, keeps no other from it. */
  private async tryToWalk(shadow: RunningShadow, walk: Walk): Promise<void> {
    try {
      await this.walk(shadow, walk);
    } catch (error) {
      const policyId = formatId('policy', shadow.policyId);
      this.logger.error({ message: 'shadow failed', policyId, reason: String(error) });
    }
  }

  private async walk(shadow: RunningShadow, walk: Walk): Promise<void> {
    let after: string | undefined;
    for (let taken = 0; taken < MAX_STRETCHES[walk] && !this.isEnding; taken += 1) {
      after = await this.deciding.takeStretch(shadow, walk, after);
      if (after === undefined) return;
    }
  }
}
