import { CompromisedSpan } from './compromised-span';
import type { Purchase } from './purchases';
import type { RandomDraws } from './random-draws';

/**
 * 0: honest. 1: an amount over 220.00. 2: at a compromised terminal (two more each day, for 28 days, everything
 * there is fraud). 3: with a stolen card (three more customers each day, for 14 days, one transaction in three,
 * at five times its amount). A higher scenario covers a lower one.
 */
export type FraudScenario = 0 | 1 | 2 | 3;

const LARGE_AMOUNT_CENTS = 22_000;
const TERMINALS_A_DAY = 2;
const TERMINAL_SPAN_DAYS = 28;
const CUSTOMERS_A_DAY = 3;
const CUSTOMER_SPAN_DAYS = 14;
const STOLEN_CARD_SHARE = 1 / 3;
const STOLEN_CARD_FACTOR = 5;

export class FraudScenarios {
  private readonly terminals: CompromisedSpan;
  private readonly customers: CompromisedSpan;

  constructor(
    private readonly draws: RandomDraws,
    private readonly size: { customers: number; terminals: number },
  ) {
    this.terminals = new CompromisedSpan(TERMINAL_SPAN_DAYS, size.terminals);
    this.customers = new CompromisedSpan(CUSTOMER_SPAN_DAYS, size.customers);
  }

  beginDay(day: number): void {
    this.terminals.mark(this.draws.distinctIndices(TERMINALS_A_DAY, this.size.terminals), day);
    this.customers.mark(this.draws.distinctIndices(CUSTOMERS_A_DAY, this.size.customers), day);
  }

  /** Call once for each purchase, in order: it draws. */
  judge(purchase: Purchase, day: number): { scenario: FraudScenario; amountCents: number } {
    const { amountCents } = purchase;
    if (this.customers.includes(purchase.customer, day) && this.draws.uniform(0, 1) < STOLEN_CARD_SHARE) {
      return { scenario: 3, amountCents: amountCents * STOLEN_CARD_FACTOR };
    }
    if (this.terminals.includes(purchase.terminal, day)) return { scenario: 2, amountCents };
    return { scenario: amountCents > LARGE_AMOUNT_CENTS ? 1 : 0, amountCents };
  }
}
