import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Contribution } from '../contribution';
import type { Outcome } from '../known-outcomes';
import { emptyProfile, forgetTransaction, recordOutcome, recordTransaction } from '../profile';
import type { Profile } from '../profile';
import { packProfile, readProfile, UnreadableProfileError } from './stored-profile';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 9, 1);

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const some = (prefix: string): fc.Arbitrary<string> => fc.nat({ max: 9 }).map((n) => `${prefix}-${n}_AB`);

const contribution: fc.Arbitrary<Contribution> = fc.record({
  occurredAtMs: fc
    .oneof(fc.nat({ max: 3 * HOUR_MS }), fc.nat({ max: 100 * DAY_MS }))
    .map((afterMs) => START_MS + afterMs),
  type: fc.constantFrom('payment' as const, 'payout' as const, 'refund' as const),
  amountMinor: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 1_000_000_000_000 })),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD', 'JPY', 'KWD', 'GBP', 'SEK'),
  fingerprints: fc.record(
    { customer: some('c'), instrument: some('i'), device: some('d') },
    { requiredKeys: [] },
  ),
});

const outcome: fc.Arbitrary<Outcome> = fc
  .tuple(fc.constantFrom('fraud' as const, 'legitimate' as const), fc.nat({ max: 40 * DAY_MS }))
  .map(([label, afterMs]) => ({
    label,
    occurredAtMs: START_MS + afterMs,
    reportedAtMs: START_MS + afterMs + DAY_MS,
  }));

const profile: fc.Arbitrary<Profile> = fc
  .tuple(fc.array(contribution, { maxLength: 60 }), fc.array(outcome, { maxLength: 12 }), fc.nat())
  .map(([seen, told, forgotten]) => {
    const recorded = seen.reduce(recordTransaction, emptyProfile());
    const taken = seen[forgotten % Math.max(1, seen.length)];
    return told.reduce(recordOutcome, taken === undefined ? recorded : forgetTransaction(recorded, taken));
  });

describe('a stored profile', () => {
  it('is read as it was, whatever happened', () => {
    fc.assert(
      fc.property(profile, (kept) => {
        expect(readProfile(throughJson(packProfile(kept)))).toEqual(kept);
      }),
    );
  });

  it('takes no more room than the profile as it stands', () => {
    fc.assert(
      fc.property(profile, (kept) => {
        const spare = JSON.stringify({ currencies: ['EUR', 'USD', 'JPY', 'KWD', 'GBP', 'SEK'] }).length;
        expect(JSON.stringify(packProfile(kept)).length).toBeLessThanOrEqual(
          JSON.stringify(kept).length + spare,
        );
      }),
    );
  });

  it('of an ordinary customer takes half the room', () => {
    const month = Array.from({ length: 30 }, (_, day) => ({
      occurredAtMs: START_MS + day * DAY_MS + (day % 9) * HOUR_MS,
      type: 'payment' as const,
      amountMinor: 1_000 + 37 * day,
      currency: 'EUR',
      fingerprints: { customer: 'Y3VzdG9tZXI', instrument: 'aW5zdHJ1bWU', device: `ZGV2aWNlLT${day % 3}` },
    }));
    const kept = month.reduce(recordTransaction, emptyProfile());
    expect(JSON.stringify(packProfile(kept)).length * 2).toBeLessThan(JSON.stringify(kept).length);
  });

  it('of a later version is refused, not misread', () => {
    expect(() => readProfile({ ...packProfile(emptyProfile()), schema: 3 })).toThrow(UnreadableProfileError);
  });
});

describe('profiles that were stored by earlier versions and are never stored anew', () => {
  const folder = join(__dirname, 'stored');
  const read = (file: string): Profile =>
    readProfile(JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown);

  it.each(readdirSync(folder))('are read: %s', (file) => {
    expect(read(file)).toEqual(read('schema-1.json'));
  });

  it('hold every part of a profile', () => {
    const { schema, outcomes, ...parts } = read('schema-1.json');
    expect(schema).toBe(1);
    expect(outcomes).toMatchObject({ frauds: 1, legitimates: 1 });
    expect(Object.entries(parts).filter(([, part]) => part.length === 0)).toEqual([]);
  });
});
