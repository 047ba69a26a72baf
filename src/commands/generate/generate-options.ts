import { parseArgs } from 'node:util';
import { SIMULATION_LIMITS } from '@libs/transaction-simulator/simulate-transactions';
import type { SimulationOptions } from '@libs/transaction-simulator/simulate-transactions';
import { UsageError, asUsageError, wholeNumber } from '../option-values';

export const GENERATE_USAGE = `Make card transactions of a made-up town, with the frauds known.

  npm run generate -- --customers N --terminals M --days D --seed S [options]

  --customers N   people who pay, about two transactions a day each (1 to ${SIMULATION_LIMITS.customers})
  --terminals M   places where they pay (1 to ${SIMULATION_LIMITS.terminals}; N x M at most ${SIMULATION_LIMITS.pairs})
  --days D        how long (1 to ${SIMULATION_LIMITS.days})
  --seed S        the same seed gives the same bytes (0 to ${SIMULATION_LIMITS.seed})
  --start DATE    the first day, as YYYY-MM-DD in UTC (default 2025-01-01)
  --out FILE      write there instead of to standard output; compressed if the name ends in .gz
  --help

Columns: transactionId,unixSeconds,customerId,terminalId,amount,fraud,scenario
The amount is in major units with two decimals; scenario 0 is honest, 1 to 3 are kinds of fraud.
`;

export interface GenerateOptions {
  simulation: SimulationOptions;
  outPath: string | undefined;
}

/** @throws UsageError */
export function parseGenerateOptions(argv: string[]): GenerateOptions | 'help' {
  const values = readOptions(argv);
  if (values.help) return 'help';
  const count = (name: 'customers' | 'terminals' | 'days'): number =>
    wholeNumber(name, required(name, values[name]), 1, SIMULATION_LIMITS[name]);
  const simulation = {
    customers: count('customers'),
    terminals: count('terminals'),
    days: count('days'),
    seed: wholeNumber('seed', required('seed', values.seed), 0, SIMULATION_LIMITS.seed),
    startSeconds: startOfDay(values.start),
  };
  if (simulation.customers * simulation.terminals > SIMULATION_LIMITS.pairs) {
    throw new UsageError(`--customers times --terminals may be at most ${SIMULATION_LIMITS.pairs}.`);
  }
  return { simulation, outPath: values.out };
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        customers: { type: 'string' },
        terminals: { type: 'string' },
        days: { type: 'string' },
        seed: { type: 'string' },
        start: { type: 'string', default: '2025-01-01' },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw asUsageError(error);
  }
}

function required(name: string, text: string | undefined): string {
  if (text === undefined) throw new UsageError(`--${name} is missing; --help says more.`);
  return text;
}

function startOfDay(text: string): number {
  const date = new Date(`${text}T00:00:00.000Z`);
  const isThatDay =
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  const seconds = date.getTime() / 1000;
  if (!isThatDay || seconds < 0 || seconds > SIMULATION_LIMITS.startSeconds) {
    throw new UsageError(`--start takes a day from 1970-01-01 to 2100-01-01 as YYYY-MM-DD, not "${text}".`);
  }
  return seconds;
}
