import { FraudScenarios } from './fraud-scenarios';
import type { FraudScenario } from './fraud-scenarios';
import { drawPopulation } from './population';
import type { Customer } from './population';
import { SECONDS_PER_DAY, drawDayOfPurchases } from './purchases';
import { RandomDraws } from './random-draws';

export interface SimulationOptions {
  customers: number;
  terminals: number;
  days: number;
  /** An unsigned 32-bit integer. */
  seed: number;
  /** Unix time of the first day's midnight. */
  startSeconds: number;
}

export interface SimulatedTransaction {
  /** This and the other ids carry the seed, so that two simulations never meet in one tenant's history. */
  transactionId: string;
  unixSeconds: number;
  customerId: string;
  terminalId: string;
  /** In major units, with two decimals. */
  amount: number;
  fraud: 0 | 1;
  scenario: FraudScenario;
}

export const SIMULATION_LIMITS = {
  customers: 1_000_000,
  terminals: 1_000_000,
  /** Customers x terminals: the distances that are measured, and a bound on the memory they need. */
  pairs: 1_000_000_000,
  days: 3_660,
  seed: 0xffff_ffff,
  startSeconds: 4_102_444_800,
} as const;

/**
 * Card transactions of a made-up town with known frauds, in time order, after the procedure published in the Fraud
 * Detection Handbook (Le Borgne et al., chapter 3). About two a day for each customer; one day is held in memory.
 * The first days of a longer simulation are the same as a shorter one.
 *
 * @throws RangeError if an option is not a whole number within SIMULATION_LIMITS.
 */
export function simulateTransactions(options: SimulationOptions): Iterable<SimulatedTransaction> {
  assertWithinLimits(options);
  const draws = new RandomDraws(options.seed);
  return simulate(options, draws, drawPopulation(draws, options));
}

function* simulate(
  options: SimulationOptions,
  draws: RandomDraws,
  population: readonly Customer[],
): Generator<SimulatedTransaction> {
  const scenarios = new FraudScenarios(draws, options);
  const prefix = `s${options.seed}`;
  let count = 0;
  for (let day = 0; day < options.days; day += 1) {
    scenarios.beginDay(day);
    const midnight = options.startSeconds + day * SECONDS_PER_DAY;
    for (const purchase of drawDayOfPurchases(draws, population)) {
      const { scenario, amountCents } = scenarios.judge(purchase, day);
      count += 1;
      yield {
        transactionId: `${prefix}x${count}`,
        unixSeconds: midnight + purchase.secondOfDay,
        customerId: `${prefix}c${purchase.customer}`,
        terminalId: `${prefix}t${purchase.terminal}`,
        amount: amountCents / 100,
        fraud: scenario === 0 ? 0 : 1,
        scenario,
      };
    }
  }
}

function assertWithinLimits(options: SimulationOptions): void {
  assertWhole('customers', options.customers, 1);
  assertWhole('terminals', options.terminals, 1);
  assertWhole('days', options.days, 1);
  assertWhole('seed', options.seed, 0);
  assertWhole('startSeconds', options.startSeconds, 0);
  if (options.customers * options.terminals > SIMULATION_LIMITS.pairs) {
    throw new RangeError(`customers times terminals must be at most ${SIMULATION_LIMITS.pairs}`);
  }
}

function assertWhole(name: keyof SimulationOptions, value: number, least: number): void {
  const most = SIMULATION_LIMITS[name];
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}`);
  }
}
