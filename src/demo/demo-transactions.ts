import { simulateTransactions } from '@libs/transaction-simulator/simulate-transactions';
import type { SimulatedTransaction } from '@libs/transaction-simulator/simulate-transactions';

const DAY_MS = 86_400_000;
const DAYS = 14;
const SIMULATION = { customers: 30, terminals: 40, days: DAYS, seed: 2 };
const STOLEN_CARDS = 3;

export interface DemoTransaction {
  readonly transactionId: string;
  readonly amount: number;
  readonly currency: 'EUR';
  readonly occurredAt: string;
  readonly channel: 'web';
  readonly customer: { readonly id: string; readonly country: string };
  readonly counterparty: { readonly id: string; readonly country: string };
  readonly instrument: { readonly id: string; readonly type: 'card'; readonly country: string };
  readonly device: { readonly id: string; readonly ip: string };
}

/**
 * A simulated fortnight up to `now`, each customer on a device of its own; frauds with stolen card data come from
 * the thief's device and network instead. Always the same but for the dates.
 */
export function demoTransactions(now: Date): DemoTransaction[] {
  const startMs = Math.floor(now.getTime() / DAY_MS) * DAY_MS - DAYS * DAY_MS;
  return Array.from(
    simulateTransactions({ ...SIMULATION, startSeconds: startMs / 1_000 }),
    toDemoTransaction,
  );
}

function toDemoTransaction(simulated: SimulatedTransaction): DemoTransaction {
  const { transactionId, unixSeconds, customerId, terminalId, amount, scenario } = simulated;
  const isStolen = scenario === STOLEN_CARDS;
  return {
    transactionId,
    amount: Math.round(amount * 100),
    currency: 'EUR',
    occurredAt: new Date(unixSeconds * 1_000).toISOString(),
    channel: 'web',
    customer: { id: customerId, country: 'ES' },
    counterparty: { id: terminalId, country: 'ES' },
    instrument: { id: `card-of-${customerId}`, type: 'card', country: 'ES' },
    device: isStolen
      ? { id: 'device-of-a-thief', ip: '198.51.100.66' }
      : { id: `device-of-${customerId}`, ip: `203.0.113.${hostOf(customerId)}` },
  };
}

/** A documentation address (RFC 5737) that stays the customer's. */
function hostOf(customerId: string): number {
  const sum = [...customerId].reduce((total, character) => total * 31 + character.charCodeAt(0), 7);
  return 1 + (sum % 254);
}
