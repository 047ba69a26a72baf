import { simulateTransactions } from '@libs/transaction-simulator/simulate-transactions';
import { signUp } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { backtestOnce, draftOf, hasEnded, lastDays, startBacktest } from './backtest-steps';
import { plainBacktest } from './plain-backtest';
import type { PlainRow } from './plain-backtest';
import { aRule } from './policy-steps';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

interface Happened {
  readonly item: {
    readonly transactionId: string;
    readonly amount: number;
    readonly currency: string;
    readonly customer: { readonly id: string };
  };
  readonly isFraud: boolean;
}

/** In two currencies. */
function simulatedWeek(): Happened[] {
  const startSeconds = Math.floor(Date.now() / DAY_MS - 8) * 86_400;
  const options = { customers: 70, terminals: 60, days: 7, seed: 11, startSeconds };
  return [...simulateTransactions(options)].map((row) => ({
    item: {
      transactionId: row.transactionId,
      amount: Math.round(row.amount * 100),
      currency: row.customerId.endsWith('3') ? 'JPY' : 'EUR',
      occurredAt: new Date(row.unixSeconds * 1_000).toISOString(),
      customer: { id: row.customerId },
      counterparty: { id: row.terminalId },
    },
    isFraud: row.fraud === 1,
  }));
}

/** What is told: of every fraud but each seventh, and of two in three of the others. */
function toldOf({ isFraud }: Happened, index: number): PlainRow['told'] {
  if (index % (isFraud ? 7 : 3) === 0) return undefined;
  return isFraud ? 'fraud' : 'legitimate';
}

const RULES = [
  aRule({ code: 'first', when: 'customer.isNew', points: 40 }),
  aRule({ code: 'large', when: 'transaction.amount >= 9000', points: 35 }),
  aRule({ code: 'huge', when: 'transaction.amount > 20000', decision: 'block' }),
];

/** What these rules come to, by hand. */
function decidedByHand(happened: readonly Happened[]): string[] {
  const seen = new Set<string>();
  return happened.map(({ item: { amount, customer } }) => {
    const score = (seen.has(customer.id) ? 0 : 40) + (amount >= 9_000 ? 35 : 0);
    seen.add(customer.id);
    if (amount > 20_000 || score >= 70) return 'block';
    return score >= 30 ? 'review' : 'allow';
  });
}

describe('a backtest of a simulated week', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it('comes to what a plain script comes to', async () => {
    const customer = await signUp(api.url);
    // Nothing was decided yet: it decides from the first transaction on.
    const jumpy = { builtins: 'default', thresholds: { review: 4, block: 12 } };
    await customer.post(`/v1/policies/${await draftOf(customer, [], jumpy)}/activate`, undefined);
    const happened = simulatedWeek();
    const items = happened.map(({ item }) => item);
    const { body } = await customer.post('/v1/evaluations/batch', { items });
    const live = (body.results as { evaluation: { decision: string } }[]).map(
      ({ evaluation }) => evaluation.decision,
    );
    const told = happened.map(toldOf);
    const reports = items.flatMap(({ transactionId }, index) => {
      const label = told[index];
      return label === undefined ? [] : [{ transactionId, label }];
    });
    // The first told wrongly, and then put right: the latest counts.
    const [first] = reports;
    const wrong = { ...first, label: first?.label === 'fraud' ? 'legitimate' : 'fraud' };
    await customer.post('/v1/outcomes/batch', { items: [wrong] });
    await customer.post('/v1/outcomes/batch', { items: reports });

    const id = await startBacktest(customer, await draftOf(customer, RULES), lastDays(7));
    const { result } = await backtestOnce(customer, id, hasEnded);
    const tried = decidedByHand(happened);
    const rows = items.map(({ amount, currency }, index): PlainRow => {
      const decisions = { live: live[index] ?? '', tried: tried[index] ?? '' };
      return { amount, currency, ...decisions, told: told[index] };
    });
    // Were one of the changes missing, or one of the truths, this would show little.
    const kinds = new Set(rows.map((row) => `${row.live} ${row.tried} ${row.told ?? ''}`));
    expect(kinds.size).toBeGreaterThan(15);
    expect(result).toEqual(plainBacktest(rows, 7));
  });
});
