import { randomUUID } from 'node:crypto';
import { RandomDraws } from '@libs/transaction-simulator/random-draws';

const CUSTOMERS = 50_000;
const COUNTERPARTIES = 500;
const ADDRESSES = 20_000;
const COUNTRIES = ['ES', 'ES', 'ES', 'ES', 'ES', 'ES', 'IE', 'DE', 'FR', 'US'];

/** In 198.18.0.0/15, which is set aside for benchmarks (RFC 2544). */
function addressOf(customer: number): string {
  const number = customer % ADDRESSES;
  return `198.18.${number >> 8}.${number & 255}`;
}

/** A body of POST /v1/evaluations. */
export type PooledTransaction = Readonly<Record<string, unknown>> & { readonly transactionId: string };

/**
 * Payments as a shop has them: tens of thousands of customers, so that few of them pay twice in an hour, each with a card or two and a device or two, who share
 * counterparties, some of which are much busier than others, and addresses. Each names five entities.
 */
export class TransactionPool {
  private readonly run = randomUUID().slice(0, 8);
  private readonly draws: RandomDraws;
  private made = 0;

  constructor(seed: number) {
    this.draws = new RandomDraws(seed);
  }

  next(): PooledTransaction {
    this.made += 1;
    const { draws } = this;
    const customer = draws.index(CUSTOMERS);
    const counterparty = Math.floor(COUNTERPARTIES * draws.uniform(0, 1) ** 2);
    const country = this.countryOf(customer);
    return {
      transactionId: `order-${this.run}-${this.made}`,
      type: 'payment',
      amount: Math.round(Math.exp(draws.normal(8, 0.8))),
      currency: 'EUR',
      channel: 'web',
      customer: { id: `c-${customer}`, country, createdAt: '2026-01-01T00:00:00.000Z' },
      counterparty: { id: `m-${counterparty}`, country: 'ES', category: '5732' },
      instrument: {
        id: `card-${customer}-${this.mostly(0.9)}`,
        type: 'card',
        country,
        bin: '424242',
      },
      device: {
        id: `d-${customer}-${this.mostly(0.85)}`,
        ip: addressOf(customer),
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
      },
      attributes: { basketSize: 1 + draws.index(9), giftCard: false },
    };
  }

  private countryOf(customer: number): string {
    return COUNTRIES[customer % COUNTRIES.length] ?? 'ES';
  }

  /** 0 with this likelihood, else 1. */
  private mostly(likelihood: number): number {
    return this.draws.uniform(0, 1) < likelihood ? 0 : 1;
  }
}
