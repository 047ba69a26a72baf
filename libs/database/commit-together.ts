import { DatabaseBusyError, isDatabaseUnreachable } from './database-error';

export interface CommitTogetherOptions<Item, Result> {
  /** Commits all of the items or none; results in their order. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** In one commit. */
  readonly maxItems: number;
  readonly maxCommitsInFlight: number;
  /** Waiting for a commit: one more is sent away. */
  readonly maxWaiting: number;
  /** For its turn: what waits for longer is sent away undone. */
  readonly maxWaitMs: number;
}

interface Member<Item, Result> {
  readonly item: Item;
  readonly group: object;
  readonly queuedAtMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const SWEEP_MS = 250;

/**
 * What arrives while a commit is under way is committed together, in the order of its arrival: the more there is, the
 * more one wait for the disk is shared. What comes alone waits for nobody. If a commit fails, each of its items is
 * tried by itself, so that none can spoil another.
 */
export class CommitTogether<Item, Result> {
  private readonly waiting: Member<Item, Result>[] = [];
  private inFlight = 0;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(private readonly options: CommitTogetherOptions<Item, Result>) {}

  /**
   * Items that are submitted one right behind another with the same `group` are done in one commit, in their order;
   * at most `maxItems` of them. Rejects with DatabaseBusyError when too many wait, or this one waited for too long:
   * it was not done.
   */
  submit(item: Item, group: object = {}): Promise<Result> {
    const { maxWaiting } = this.options;
    if (this.waiting.length >= maxWaiting) {
      return Promise.reject(new DatabaseBusyError(`${maxWaiting} others wait already`));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, group, resolve, reject, queuedAtMs: performance.now() });
      this.start();
    });
  }

  private start(): void {
    if (this.waiting.length === 0) return;
    if (this.inFlight >= this.options.maxCommitsInFlight) {
      this.sweeper ??= setTimeout(() => {
        this.sweep();
      }, SWEEP_MS).unref();
      return;
    }
    this.inFlight += 1;
    // What else arrives in this turn of the event loop comes along.
    setImmediate(() => {
      this.sendAwayLate();
      void this.commit(this.takeTurn()).finally(() => {
        this.inFlight -= 1;
        this.start();
      });
    });
  }

  /** While commits hang, those that wait for them are still told in time. */
  private sweep(): void {
    this.sweeper = undefined;
    this.sendAwayLate();
    this.start();
  }

  private sendAwayLate(): void {
    const inTimeFrom = this.inTimeFrom();
    const inTime = this.waiting.findIndex(({ queuedAtMs }) => queuedAtMs >= inTimeFrom);
    rejectAll(this.waiting.splice(0, inTime === -1 ? this.waiting.length : inTime), this.tooLate());
  }

  private inTimeFrom(): number {
    return performance.now() - this.options.maxWaitMs;
  }

  private tooLate(): DatabaseBusyError {
    return new DatabaseBusyError(`no turn within ${this.options.maxWaitMs} ms`);
  }

  private takeTurn(): Member<Item, Result>[] {
    const { maxItems } = this.options;
    let end = 0;
    for (let next = this.endOfGroup(0); next > end && next <= maxItems; next = this.endOfGroup(end))
      end = next;
    return this.waiting.splice(0, end === 0 ? maxItems : end);
  }

  private endOfGroup(start: number): number {
    const group = this.waiting[start]?.group;
    let end = start;
    while (group !== undefined && this.waiting[end]?.group === group) end += 1;
    return end;
  }

  private async commit(members: readonly Member<Item, Result>[]): Promise<void> {
    if (members.length === 0) return;
    try {
      const results = await this.options.commit(members.map(({ item }) => item));
      for (const [index, { resolve }] of members.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (members.length === 1 || isDatabaseUnreachable(error)) rejectAll(members, error);
      else await this.commitEach(members);
    }
  }

  /** One after another, each of which may wait for the same lock: the last are sent away rather than kept for long. */
  private async commitEach(members: readonly Member<Item, Result>[]): Promise<void> {
    for (const member of members) {
      if (member.queuedAtMs < this.inTimeFrom()) rejectAll([member], this.tooLate());
      else await this.commit([member]);
    }
  }
}

function rejectAll(members: readonly Member<unknown, never>[], error: unknown): void {
  for (const { reject } of members) reject(error);
}
