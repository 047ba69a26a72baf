/** At most `max` in any window of `windowMs`. */
export interface Quota {
  readonly max: number;
  readonly windowMs: number;
}

export interface Verdict {
  readonly isAdmitted: boolean;
  /** How much of the quota is left; 0 while something is owed. */
  readonly remaining: number;
  /** Admitted: until the whole quota is free again. Refused: until there is room for one. */
  readonly resetMs: number;
}

/** Says at once what it knows by itself; what has to be asked elsewhere takes its time. It never rejects. */
export type Answer = Verdict | Promise<Verdict>;

/** Counts what is used of quotas, each under a key that is different for each quota and whoever uses it. */
export abstract class RateLimiter {
  /** Takes one, if there is room. */
  abstract take(key: string, quota: Quota): Answer;

  /** Takes `cost` more for what was admitted already. What there is no room for is owed: the windows that follow pay it off. */
  abstract owe(key: string, quota: Quota, cost: number): Answer;
}
