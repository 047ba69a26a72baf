import type { Customer } from './population';
import type { RandomDraws } from './random-draws';

export const SECONDS_PER_DAY = 86_400;
const TIME_OF_DAY_DEVIATION_SECONDS = 20_000;

export interface Purchase {
  secondOfDay: number;
  customer: number;
  terminal: number;
  amountCents: number;
}

/** One day of everybody's purchases in time order, all of them honest yet. */
export function drawDayOfPurchases(draws: RandomDraws, population: readonly Customer[]): Purchase[] {
  const purchases: Purchase[] = [];
  population.forEach((customer, index) => {
    if (customer.reachableTerminals.length === 0) return;
    const planned = draws.poisson(customer.transactionsPerDay);
    for (let count = 0; count < planned; count += 1) {
      const secondOfDay = drawSecondOfDay(draws);
      if (secondOfDay !== undefined) {
        purchases.push({ secondOfDay, customer: index, ...drawAmountAndTerminal(draws, customer) });
      }
    }
  });
  // The sort is stable: equal seconds keep the order of the customers.
  return purchases.sort((one, other) => one.secondOfDay - other.secondOfDay);
}

/** Around noon; what falls outside the day does not take place. */
function drawSecondOfDay(draws: RandomDraws): number | undefined {
  const second = Math.floor(draws.normal(SECONDS_PER_DAY / 2, TIME_OF_DAY_DEVIATION_SECONDS));
  return second >= 0 && second < SECONDS_PER_DAY ? second : undefined;
}

function drawAmountAndTerminal(
  draws: RandomDraws,
  customer: Customer,
): Pick<Purchase, 'amountCents' | 'terminal'> {
  const normal = draws.normal(customer.meanAmount, customer.amountDeviation);
  const amount = normal < 0 ? draws.uniform(0, 2 * customer.meanAmount) : normal;
  const terminal = customer.reachableTerminals[draws.index(customer.reachableTerminals.length)] ?? 0;
  return { amountCents: Math.round(amount * 100), terminal };
}
