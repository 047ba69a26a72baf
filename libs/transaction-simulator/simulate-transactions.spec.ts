import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { SIMULATION_LIMITS, simulateTransactions } from './simulate-transactions';
import type { SimulatedTransaction, SimulationOptions } from './simulate-transactions';

const START = 1_735_689_600;
const DAY = 86_400;
const town = { customers: 300, terminals: 600, days: 40, seed: 42, startSeconds: START };

function rows(options: Partial<SimulationOptions> = {}): SimulatedTransaction[] {
  return [...simulateTransactions({ ...town, ...options })];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dayOf(row: SimulatedTransaction): number {
  return Math.floor((row.unixSeconds - START) / DAY);
}

describe('simulateTransactions', () => {
  const all = rows();
  const of = (scenario: number): SimulatedTransaction[] => all.filter((row) => row.scenario === scenario);

  it('gives the same bytes for a seed on every machine and in every release', () => {
    const digest = createHash('sha256').update(JSON.stringify(all)).digest('hex');
    expect(digest).toBe('1a9b9a85d45c7bb104447b021291f198b1456c70652e757e3e7bf2d2947ccf07');
  });

  it('always gives the same rows for the same options, in time order, with ids of their own', () => {
    const options = fc.record({
      customers: fc.integer({ min: 1, max: 40 }),
      terminals: fc.integer({ min: 1, max: 400 }),
      days: fc.integer({ min: 1, max: 5 }),
      seed: fc.integer({ min: 0, max: SIMULATION_LIMITS.seed }),
      startSeconds: fc.integer({ min: 0, max: SIMULATION_LIMITS.startSeconds }),
    });
    fc.assert(
      fc.property(options, (asked) => {
        const drawn = rows(asked);
        const times = drawn.map((row) => row.unixSeconds);
        expect(rows(asked)).toEqual(drawn);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        expect(times.every((time) => time >= asked.startSeconds)).toBe(true);
        expect(times.every((time) => time < asked.startSeconds + asked.days * DAY)).toBe(true);
        expect(new Set(drawn.map((row) => row.transactionId)).size).toBe(drawn.length);
      }),
      { numRuns: 25 },
    );
  });

  it('begins a longer simulation with the shorter one', () => {
    const shorter = rows({ days: 3 });
    expect(all.slice(0, shorter.length)).toEqual(shorter);
  });

  it('gives two seeds no row and no customer in common', () => {
    const ids = new Set(all.flatMap((row) => [row.transactionId, row.customerId, row.terminalId]));
    const other = rows({ seed: 43, days: 2 });
    expect(other.some((row) => ids.has(row.transactionId) || ids.has(row.customerId))).toBe(false);
  });

  it('never makes an id that could be read as a card number', () => {
    const [first] = simulateTransactions({ ...town, seed: SIMULATION_LIMITS.seed, days: 2 });
    expect(first?.transactionId).toBe('s4294967295x1');
    expect(all.some((row) => /\d{11}/.test(row.transactionId + row.customerId + row.terminalId))).toBe(false);
  });

  it('makes about two transactions a day for a customer, most of them around noon', () => {
    const perDay = all.length / town.days / town.customers;
    expect(perDay).toBeGreaterThan(1.6);
    expect(perDay).toBeLessThan(2.2);
    const hours = all.map((row) => (row.unixSeconds % DAY) / 3600);
    expect(Math.abs(average(hours) - 12)).toBeLessThan(0.2);
    expect(hours.filter((hour) => Math.abs(hour - 12) < 5.6).length / all.length).toBeCloseTo(0.7, 1);
  });

  it('has amounts with two decimals, around half a hundred where nothing is wrong', () => {
    expect(all.every((row) => row.amount >= 0 && Number(row.amount.toFixed(2)) === row.amount)).toBe(true);
    expect(Math.abs(average(of(0).map((row) => row.amount)) - 53)).toBeLessThan(6);
  });

  it('keeps every customer to the terminals of one neighbourhood', () => {
    const used = new Set(all.map((row) => `${row.customerId} ${row.terminalId}`));
    // A circle of radius 5 holds 0.79 % of the square: 4.7 of 600 terminals, fewer at the edges.
    expect(used.size / new Set(all.map((row) => row.customerId)).size).toBeLessThan(6);
  });

  it('calls every amount over 220 fraud, and scenario 1 is nothing else', () => {
    expect(all.filter((row) => row.amount > 220).every((row) => row.fraud === 1)).toBe(true);
    expect(of(1).length).toBeGreaterThan(0);
    expect(of(1).every((row) => row.amount > 220)).toBe(true);
  });

  it('calls everything at a compromised terminal fraud, for 28 days from when it was drawn', () => {
    const compromised = new Set(of(2).map((row) => `${row.terminalId} ${dayOf(row)}`));
    const there = all.filter((row) => compromised.has(`${row.terminalId} ${dayOf(row)}`));
    expect(compromised.size).toBeGreaterThan(100);
    expect(there.every((row) => row.scenario >= 2)).toBe(true);
    expect(rows({ customers: 200, terminals: 2 }).every((row) => row.fraud === 1)).toBe(true);
  });

  it('never has more than 56 terminals and 42 customers compromised on one day', () => {
    for (let day = 0; day < town.days; day += 1) {
      const today = all.filter((row) => dayOf(row) === day);
      const count = (scenario: number, key: 'terminalId' | 'customerId'): number =>
        new Set(today.filter((row) => row.scenario === scenario).map((row) => row[key])).size;
      expect(count(2, 'terminalId')).toBeLessThanOrEqual(2 * Math.min(day + 1, 28));
      expect(count(3, 'customerId')).toBeLessThanOrEqual(3 * Math.min(day + 1, 14));
    }
  });

  it('takes one in three transactions of a stolen card, at five times the amount', () => {
    const few = [1, 2, 3, 4, 5].flatMap((seed) => rows({ customers: 3, terminals: 3_000, days: 200, seed }));
    const stolen = few.filter((row) => row.scenario === 3);
    expect(few.length).toBeGreaterThan(3_000);
    expect(Math.abs(stolen.length / few.length - 1 / 3)).toBeLessThan(0.03);
    expect(stolen.every((row) => Math.round(row.amount * 100) % 5 === 0)).toBe(true);
    const ratio =
      average(stolen.map((row) => row.amount)) /
      average(few.filter((row) => row.scenario < 3).map((row) => row.amount));
    expect(Math.abs(ratio - 5)).toBeLessThan(0.5);
  });

  it.each([
    [{ customers: 0 }, 'customers must be a whole number from 1 to 1000000'],
    [{ terminals: 1.5 }, 'terminals must be'],
    [{ days: 3_661 }, 'days must be a whole number from 1 to 3660'],
    [{ seed: -1 }, 'seed must be a whole number from 0'],
    [{ seed: 2 ** 32 }, 'seed must be'],
    [{ startSeconds: Number.NaN }, 'startSeconds must be'],
    [{ customers: 100_000, terminals: 10_001 }, 'customers times terminals must be at most 1000000000'],
  ])('refuses %p before drawing anything', (wrong, message) => {
    expect(() => simulateTransactions({ ...town, ...wrong })).toThrow(message);
  });
});
