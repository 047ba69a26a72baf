import type { Facts } from '@libs/risk-engine/facts';

/** One engine, its rules compiled and its inputs prepared: what is timed is deciding alone. */
export interface Contestant {
  readonly engine: string;
  /** How many rules fire on each of the prepared inputs: all engines must agree. */
  firedOnEach(): Promise<number[]>;
  /** Decides on every input once. */
  round(): Promise<void> | void;
}

export interface Input {
  readonly facts: Facts;
  /** The values that the rules name, by name. */
  readonly flat: Readonly<Record<string, unknown>>;
  /** The same, nested. */
  readonly nested: Readonly<Record<string, unknown>>;
}
