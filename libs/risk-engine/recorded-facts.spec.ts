import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decide } from './decide';
import { gatherFacts } from './facts';
import type { Policy } from './policy';
import { ProfileBook } from './profile-book';
import { packFacts, readFacts, UnreadableFactsError } from './recorded-facts';
import { CompiledRules } from './rules/compiled-rules';
import { sampleFacts } from './sample-facts';
import type { Transaction } from './transaction';
import type { MandateFacts } from './mandate';

interface RecordedDecisions {
  readonly policy: Policy;
  readonly decisions: readonly {
    readonly name: string;
    readonly facts: unknown;
    readonly verdict: unknown;
  }[];
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const folder = join(__dirname, 'recorded');

describe.each(readdirSync(folder))(
  'decisions that were recorded in %s and are never recorded anew',
  (file) => {
    const { policy, decisions } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedDecisions;
    const rules = CompiledRules.ofAccepted(policy.rules ?? []);

    it.each(decisions.map((each) => [each.name, each] as const))('replay: %s', (_, { facts, verdict }) => {
      expect(JSON.stringify(decide(policy, readFacts(facts), rules))).toBe(JSON.stringify(verdict));
    });

    it('say much enough to be worth replaying', () => {
      const codes = decisions.flatMap(({ facts }) =>
        decide(policy, readFacts(facts), rules).factors.map(({ code }) => code),
      );
      expect(new Set(codes).size).toBeGreaterThanOrEqual(20);
    });
  },
);

const DAY_MS = 86_400_000;
const few = (prefix: string) => fc.nat({ max: 2 }).map((n) => `${prefix}-${n}`);

const transaction: fc.Arbitrary<Transaction> = fc.record({
  transactionId: fc.constant('t'),
  type: fc.constantFrom('payment' as const, 'payment' as const, 'refund' as const),
  amountMinor: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 1_000_000_000_000 })),
  currency: fc.constantFrom('EUR', 'JPY'),
  occurredAtMs: fc.nat({ max: 40 * DAY_MS }).map((ms) => Date.UTC(2026, 9, 1) + ms),
  customer: fc.record({ id: few('c') }),
  counterparty: fc.record({ id: few('m') }),
  instrument: fc.record({ id: few('i') }),
  device: fc.record({ id: few('d'), ip: fc.constant('203.0.113.9') }),
});

const MANDATE: MandateFacts = {
  ...{ maxAmountMinor: 100, maxAmountPerDayMinor: null, spentTodayMinor: 7 },
  refusals: ['currency'],
};

describe('recorded facts', () => {
  it('are read as they were, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(transaction, fc.boolean()), { maxLength: 40 }),
        transaction,
        (past, now) => {
          const book = new ProfileBook();
          const fingerprintsOf = ({ customer, instrument, device }: Transaction) => ({
            customer: customer.id,
            ...(instrument?.id !== undefined && { instrument: instrument.id }),
            ...(device?.id !== undefined && { device: device.id }),
          });
          for (const [each, isFraud] of past) {
            book.record(each, fingerprintsOf(each));
            if (isFraud) book.recordOutcome(each, { label: 'fraud', reportedAtMs: each.occurredAtMs });
          }
          const beside = past.length % 2 === 0 ? {} : { lists: { watched: ['c-1'] }, mandate: MANDATE };
          const facts = gatherFacts(now, book.profilesOf(now), fingerprintsOf(now), beside);
          const read = readFacts(throughJson(packFacts(facts)));
          expect(read).toEqual(facts);
        },
      ),
    );
  });

  it('take less than half of their plain form', () => {
    const facts = sampleFacts();
    expect(JSON.stringify(packFacts(facts)).length).toBeLessThan(JSON.stringify(facts).length / 2);
  });

  it('of a later version are refused by name', () => {
    expect(() => readFacts({ ...sampleFacts(), schema: 3 })).toThrow(new UnreadableFactsError('3'));
  });
});
