import type { RandomDraws } from './random-draws';

const SQUARE_SIDE = 100;
const REACH_RADIUS = 5;
const MEAN_AMOUNT_RANGE = [5, 100] as const;
const DAILY_RATE_RANGE = [0, 4] as const;

export interface Customer {
  meanAmount: number;
  amountDeviation: number;
  transactionsPerDay: number;
  /** Indices of the terminals near enough to be used; may be empty. */
  reachableTerminals: Int32Array;
}

interface Place {
  x: number;
  y: number;
}

/** Customers and terminals scattered over a square; a customer uses the terminals within a radius, and no others. */
export function drawPopulation(
  draws: RandomDraws,
  size: { customers: number; terminals: number },
): readonly Customer[] {
  const terminals = Array.from({ length: size.terminals }, () => drawPlace(draws));
  return Array.from({ length: size.customers }, () => drawCustomer(draws, terminals));
}

function drawPlace(draws: RandomDraws): Place {
  return { x: draws.uniform(0, SQUARE_SIDE), y: draws.uniform(0, SQUARE_SIDE) };
}

function drawCustomer(draws: RandomDraws, terminals: readonly Place[]): Customer {
  const home = drawPlace(draws);
  const meanAmount = draws.uniform(...MEAN_AMOUNT_RANGE);
  return {
    meanAmount,
    amountDeviation: meanAmount / 2,
    transactionsPerDay: draws.uniform(...DAILY_RATE_RANGE),
    reachableTerminals: terminalsAround(home, terminals),
  };
}

function terminalsAround(home: Place, terminals: readonly Place[]): Int32Array {
  const near: number[] = [];
  terminals.forEach((place, index) => {
    const dx = place.x - home.x;
    const dy = place.y - home.y;
    if (dx * dx + dy * dy < REACH_RADIUS * REACH_RADIUS) near.push(index);
  });
  return Int32Array.from(near);
}
