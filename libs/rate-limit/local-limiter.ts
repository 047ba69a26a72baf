import type { Clock } from '@libs/clock/clock';
import { RateLimiter } from './rate-limiter';
import type { Quota, Verdict } from './rate-limiter';
import { Recent } from './recent';
import { SlidingWindow } from './sliding-window';

/** About 50 MB where every one of them is used all the time; a few hundred bytes each where they are not. */
const MAX_KEYS = 10_000;

/** Counts in this process alone. Whoever did not ask for the longest is forgotten when too many ask. */
export class LocalLimiter extends RateLimiter {
  private readonly windows: Recent<SlidingWindow>;

  constructor(
    private readonly clock: Clock,
    maxKeys: number = MAX_KEYS,
  ) {
    super();
    this.windows = new Recent(maxKeys);
  }

  override take(key: string, quota: Quota): Verdict {
    return this.windowOf(key).take(quota, this.clock.now().getTime());
  }

  override owe(key: string, quota: Quota, cost: number): Verdict {
    return this.windowOf(key).owe(quota, cost, this.clock.now().getTime());
  }

  private windowOf(key: string): SlidingWindow {
    const window = this.windows.get(key) ?? new SlidingWindow();
    this.windows.set(key, window);
    return window;
  }
}
