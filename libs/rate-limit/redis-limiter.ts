import { createHmac } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Quota, Verdict } from './rate-limiter';
import { Recent } from './recent';
import { refused } from './sliding-window';
import { takeScript } from './take-script';

const PREFIX = 'trustflow:limit:';
const NAME_BYTES = 18;
const COMMAND = 'takeOfLimit';
const MAX_REMEMBERED = 10_000;
/** Whoever empties Redis to let everybody in again need not wait for longer. */
const MAX_REMEMBERED_MS = 1_000;

type Scripted = Redis &
  Record<typeof COMMAND, (...args: (string | number)[]) => Promise<[number, number, number]>>;

/**
 * Counts in Redis, for all processes that share it, with one command. Names in Redis are keyed hashes: they hold
 * addresses. A refusal is remembered until there may be room again, so that a flood costs Redis nothing.
 */
export class RedisLimiter {
  private readonly redis: Scripted;
  private readonly fullUntilMs = new Recent<number>(MAX_REMEMBERED);

  /** `nameKey` is the same in every process. */
  constructor(
    redis: Redis,
    private readonly nameKey: Buffer,
  ) {
    // EVALSHA, and EVAL where Redis does not know the script.
    redis.defineCommand(COMMAND, { numberOfKeys: 1, lua: takeScript });
    this.redis = redis as Scripted;
  }

  /** Undefined where Redis has to be asked. */
  knownRefusal(key: string): Verdict | undefined {
    const leftMs = (this.fullUntilMs.get(key) ?? 0) - performance.now();
    return leftMs > 0 ? refused(leftMs) : undefined;
  }

  /** A Redis that was away may have forgotten them, too. */
  forgetRefusals(): void {
    this.fullUntilMs.clear();
  }

  async take(key: string, quota: Quota): Promise<Verdict> {
    const verdict = await this.ask(key, quota, 1, false);
    if (verdict.isAdmitted) this.fullUntilMs.delete(key);
    else this.fullUntilMs.set(key, performance.now() + Math.min(verdict.resetMs, MAX_REMEMBERED_MS));
    return verdict;
  }

  owe(key: string, quota: Quota, cost: number): Promise<Verdict> {
    return this.ask(key, quota, cost, true);
  }

  private async ask(key: string, quota: Quota, cost: number, isOwed: boolean): Promise<Verdict> {
    const name = createHmac('sha256', this.nameKey).update(key).digest().toString('base64url', 0, NAME_BYTES);
    const [isAdmitted, remaining, resetMs] = await this.redis[COMMAND](
      PREFIX + name,
      quota.max,
      quota.windowMs,
      cost,
      isOwed ? 1 : 0,
    );
    return { isAdmitted: isAdmitted === 1, remaining, resetMs };
  }
}
