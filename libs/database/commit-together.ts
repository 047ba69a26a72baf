import { DatabaseBusyError, isDatabaseUnreachable } from './database-error';

export interface CommitTogetherOptions<Item, Result> {
  /** Commits all of the items or none; results in their order. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Names of what an item changes. Two that share one go into the same commit, or one after the other, in their order. */
  readonly changes: (item: Item) => readonly string[];
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
  readonly changes: readonly string[];
  readonly queuedAtMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const SWEEP_MS = 250;

/**
 * What arrives while a commit is under way is committed together, in the order of its arrival: the more there is, the
 * more one wait for the disk is shared. What comes alone waits for nobody. What changes something that a commit under
 * way changes would only wait for its locks: it waits here, and others go before it. If a commit fails, each of its
 * items is tried by itself, so that none can spoil another.
 */
export class CommitTogether<Item, Result> {
  private readonly waiting: Member<Item, Result>[] = [];
  /** By the commits under way, no two of which change the same. */
  private readonly changing = new Set<string>();
  private inFlight = 0;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(private readonly options: CommitTogetherOptions<Item, Result>) {}

  /** Rejects with DatabaseBusyError when too many wait, or this one waited for too long: it was not done. */
  submit(item: Item): Promise<Result> {
    const { maxWaiting, changes } = this.options;
    if (this.waiting.length >= maxWaiting) {
      return Promise.reject(new DatabaseBusyError(`${maxWaiting} others wait already`));
    }
    return new Promise((resolve, reject) => {
      const queuedAtMs = performance.now();
      this.waiting.push({ item, changes: changes(item), resolve, reject, queuedAtMs });
      this.start();
    });
  }

  private start(): void {
    if (this.waiting.length === 0) return;
    if (this.inFlight >= this.options.maxCommitsInFlight) {
      this.sweepLater();
      return;
    }
    this.inFlight += 1;
    // What else arrives in this turn of the event loop comes along.
    setImmediate(() => {
      this.sendAwayLate();
      void this.commitTurn();
    });
  }

  /** While commits hang, those that wait for them are still told in time. */
  private sweepLater(): void {
    this.sweeper ??= setTimeout(() => {
      this.sweeper = undefined;
      this.sendAwayLate();
      this.start();
    }, SWEEP_MS).unref();
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

  private async commitTurn(): Promise<void> {
    const members = this.takeTurn();
    const changes = members.flatMap((member) => member.changes);
    for (const name of changes) this.changing.add(name);
    await this.commit(members);
    for (const name of changes) this.changing.delete(name);
    this.inFlight -= 1;
    if (members.length > 0) this.start();
    // All that wait, wait for a commit under way: its end is their turn.
    else if (this.waiting.length > 0) this.sweepLater();
  }

  private takeTurn(): Member<Item, Result>[] {
    const { maxItems } = this.options;
    const taken: Member<Item, Result>[] = [];
    const passedOver = new Set<string>();
    const left = this.waiting.filter((member) => {
      const isFree = ({ changes }: Member<Item, Result>): boolean =>
        !changes.some((name) => this.changing.has(name) || passedOver.has(name));
      if (taken.length < maxItems && isFree(member)) {
        taken.push(member);
        return false;
      }
      for (const name of member.changes) passedOver.add(name);
      return true;
    });
    this.waiting.splice(0, this.waiting.length, ...left);
    return taken;
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
