import { decide } from '@libs/risk-engine/decide';
import { DEFAULT_POLICY } from '@libs/risk-engine/default-policy';
import { gatherFacts } from '@libs/risk-engine/facts';
import { ProfileBook } from '@libs/risk-engine/profile-book';
import type { Transaction } from '@libs/risk-engine/transaction';
import type { Verdict } from '@libs/risk-engine/verdict';
import type { ScoredTransaction } from './card-precision';
import type { LabelledTransaction } from './labelled-transactions';

export interface ScoredVerdict extends ScoredTransaction {
  readonly decision: Verdict['decision'];
  readonly gatherAndDecideMs: number;
}

const DAY_MS = 86_400_000;
const LABEL_DELAY_MS = 7 * DAY_MS;
const TRAIN_AND_DELAY_DAYS = 14;
const TEST_DAYS = 7;
/** Cards with a fraud on a day this long ago, or earlier, are known to be compromised and not tested. */
const KNOWN_CARD_DAYS = 8;

/**
 * Streams transactions through profiles and the default policy as a tenant would, told each label seven days
 * after its transaction, and returns the scored ones of the test week: that of the handbook's protocol, two weeks
 * after the given start, without the cards known to be compromised since it. Nothing is trained.
 */
export async function scoreTestWeek(
  rows: AsyncIterable<LabelledTransaction>,
  trainStartMs: number,
): Promise<ScoredVerdict[]> {
  const startDay = Math.floor(trainStartMs / DAY_MS);
  const testDay = startDay + TRAIN_AND_DELAY_DAYS;
  const book = new ProfileBook();
  const untold: LabelledTransaction[] = [];
  const cards = new CompromisedCards(startDay);
  const scored: ScoredVerdict[] = [];
  let told = 0;
  for await (const row of rows) {
    const { occurredAtMs, customer } = row.transaction;
    const day = Math.floor(occurredAtMs / DAY_MS);
    if (day >= testDay + TEST_DAYS) break;
    told += tell(book, untold, told, occurredAtMs);
    if (day >= testDay && !cards.isKnown(customer.id, day - KNOWN_CARD_DAYS)) {
      scored.push({ day, customerId: customer.id, isFraud: row.isFraud, ...score(book, row.transaction) });
    }
    book.record(row.transaction, fingerprintsOf(row.transaction));
    if (row.isFraud) cards.add(customer.id, day);
    untold.push(row);
  }
  return scored;
}

/** Tells the outcomes that are due by a time; returns how many. */
function tell(book: ProfileBook, rows: readonly LabelledTransaction[], from: number, byMs: number): number {
  let next = from;
  for (let row = rows[next]; row !== undefined; row = rows[next]) {
    const reportedAtMs = row.transaction.occurredAtMs + LABEL_DELAY_MS;
    if (reportedAtMs > byMs) break;
    book.recordOutcome(row.transaction, { label: row.isFraud ? 'fraud' : 'legitimate', reportedAtMs });
    next += 1;
  }
  return next - from;
}

function score(
  book: ProfileBook,
  transaction: Transaction,
): Pick<ScoredVerdict, 'score' | 'decision' | 'gatherAndDecideMs'> {
  const startedMs = performance.now();
  const facts = gatherFacts(transaction, book.profilesOf(transaction), fingerprintsOf(transaction));
  const { decision, factors } = decide(DEFAULT_POLICY, facts);
  const gatherAndDecideMs = performance.now() - startedMs;
  return { score: factors.reduce((sum, { points }) => sum + points, 0), decision, gatherAndDecideMs };
}

function fingerprintsOf({ customer }: Transaction): { customer: string } {
  return { customer: customer.id };
}

/** The first day, from a start on, on which each card had a fraud. */
class CompromisedCards {
  private readonly firstDays = new Map<string, number>();

  constructor(private readonly startDay: number) {}

  add(customerId: string, day: number): void {
    if (day >= this.startDay && !this.firstDays.has(customerId)) this.firstDays.set(customerId, day);
  }

  isKnown(customerId: string, day: number): boolean {
    const first = this.firstDays.get(customerId);
    return first !== undefined && first <= day;
  }
}
