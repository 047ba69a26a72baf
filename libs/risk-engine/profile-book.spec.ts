import fc from 'fast-check';
import type { Fingerprints } from './contribution';
import type { OutcomeLabel } from './known-outcomes';
import { gatherFacts } from './facts';
import { ProfileBook } from './profile-book';
import type { Transaction } from './transaction';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 9, 1);

const purchase = (changes: Partial<Transaction> = {}): Transaction => ({
  transactionId: 'order-1001',
  type: 'payment',
  amountMinor: 4000,
  currency: 'EUR',
  occurredAtMs: START_MS,
  customer: { id: 'ana' },
  counterparty: { id: 'shop' },
  ...changes,
});
const fingerprintsOf = ({ customer }: Transaction): Fingerprints => ({ customer: customer.id });

const contents = (book: ProfileBook) =>
  new Map([...book.entries()].map(({ key, profile }) => [`${key.kind} ${key.id}`, profile]));

interface Told {
  readonly label: OutcomeLabel;
  readonly reportedAtMs: number;
}

/** A transaction and all that is told of it: labels, each but the last taken back by the next. */
const story = fc.record({
  transaction: fc
    .record({
      amountMinor: fc.integer({ min: 0, max: 9 }),
      afterMs: fc.integer({ min: 0, max: 40 * DAY_MS }),
      customer: fc.constantFrom('ana', 'bob'),
      counterparty: fc.constantFrom('shop', 'stall'),
    })
    .map(({ amountMinor, afterMs, customer, counterparty }) =>
      purchase({
        amountMinor,
        occurredAtMs: START_MS + afterMs,
        customer: { id: customer },
        counterparty: { id: counterparty },
      }),
    ),
  labels: fc.array(fc.constantFrom<OutcomeLabel>('fraud', 'legitimate'), { maxLength: 2 }),
  delayMs: fc.integer({ min: 0, max: 5 * DAY_MS }),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Each transaction is followed by all that is told of it. */
function lived(stories: readonly Story[]): ProfileBook {
  const book = new ProfileBook();
  for (const { transaction, labels, delayMs } of stories) {
    book.record(transaction, fingerprintsOf(transaction));
    let before: Told | undefined;
    for (const label of labels) {
      if (before !== undefined) book.forgetOutcome(transaction, before);
      before = { label, reportedAtMs: transaction.occurredAtMs + delayMs };
      book.recordOutcome(transaction, before);
    }
  }
  return book;
}

/** All transactions, then the last label of each. */
function rebuilt(stories: readonly Story[]): ProfileBook {
  const book = new ProfileBook();
  for (const { transaction } of stories) book.record(transaction, fingerprintsOf(transaction));
  for (const { transaction, labels, delayMs } of stories) {
    const label = labels.at(-1);
    const reportedAtMs = transaction.occurredAtMs + delayMs;
    if (label !== undefined) book.recordOutcome(transaction, { label, reportedAtMs });
  }
  return book;
}

describe('the profiles of a tenant', () => {
  it('are always the same rebuilt as they became live', () => {
    const toldOnce = story.map((each) => ({ ...each, labels: each.labels.slice(0, 1) }));
    fc.assert(
      fc.property(fc.array(toldOnce, { maxLength: 7 }), (stories) => {
        expect(contents(rebuilt(stories))).toEqual(contents(lived(stories)));
      }),
    );
  });

  it('always give, after labels changed, the facts that the last labels give', () => {
    fc.assert(
      fc.property(fc.array(story, { maxLength: 7 }), (stories) => {
        const [live, again] = [lived(stories), rebuilt(stories)];
        for (const counterparty of ['shop', 'stall']) {
          const next = purchase({ occurredAtMs: START_MS + 45 * DAY_MS, counterparty: { id: counterparty } });
          const factsFrom = (book: ProfileBook) =>
            gatherFacts(next, book.profilesOf(next), fingerprintsOf(next));
          expect(factsFrom(live)).toEqual(factsFrom(again));
        }
      }),
    );
  });

  it('are given for the entities of a transaction that were seen before', () => {
    const book = new ProfileBook();
    book.record(purchase(), { customer: 'ana' });
    book.recordOutcome(purchase(), { label: 'fraud', reportedAtMs: START_MS + DAY_MS });
    const profiles = book.profilesOf(purchase({ counterparty: { id: 'stall' } }));
    expect([...profiles.keys()]).toEqual(['customer']);
    expect(profiles.get('customer')).toMatchObject({ earliestMs: [START_MS], outcomes: { frauds: 1 } });
  });

  it('forget a transaction that is to be seen as if it were new', () => {
    const book = new ProfileBook();
    book.record(purchase(), { customer: 'ana' });
    book.forget(purchase(), { customer: 'ana' });
    expect(book.profilesOf(purchase()).get('counterparty')).toMatchObject({ earliestMs: [], customers: [] });
  });
});
