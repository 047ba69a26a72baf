import type { Fingerprints } from './contribution';
import { decide } from './decide';
import { DEFAULT_POLICY } from './default-policy';
import { gatherFacts } from './facts';
import type { OutcomeLabel } from './known-outcomes';
import { ProfileBook } from './profile-book';
import type { Transaction } from './transaction';
import type { Verdict } from './verdict';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOON_MS = Date.UTC(2026, 10, 22, 12);

/** A tenant's profiles, in memory; ids stand for their fingerprints. */
class Tenant {
  private readonly book = new ProfileBook();

  evaluate(transaction: Transaction): Verdict {
    const verdict = this.decide(transaction);
    this.book.record(transaction, fingerprintsOf(transaction));
    return verdict;
  }

  evaluateAgain(transaction: Transaction): Verdict {
    this.book.forget(transaction, fingerprintsOf(transaction));
    return this.decide(transaction);
  }

  tell(label: OutcomeLabel, transaction: Transaction, reportedAtMs: number): void {
    this.book.recordOutcome(transaction, { label, reportedAtMs });
  }

  private decide(transaction: Transaction): Verdict {
    const profiles = this.book.profilesOf(transaction);
    return decide(DEFAULT_POLICY, gatherFacts(transaction, profiles, fingerprintsOf(transaction)));
  }
}

function fingerprintsOf({ customer, instrument, device }: Transaction): Fingerprints {
  return {
    customer: customer.id,
    ...(instrument?.id !== undefined && { instrument: instrument.id }),
    ...(device?.id !== undefined && { device: device.id }),
  };
}

const purchase = (changes: Partial<Transaction> = {}): Transaction => ({
  transactionId: 'order-1001',
  type: 'payment',
  amountMinor: 4000,
  currency: 'EUR',
  occurredAtMs: NOON_MS,
  customer: { id: 'ana', country: 'ES' },
  counterparty: { id: 'shop', country: 'ES' },
  instrument: { id: 'ana-card', country: 'ES' },
  device: { id: 'ana-phone', ip: '203.0.113.9' },
  ...changes,
});

/** Ana has bought for about 40 EUR every third day of two months, forty other people at the same shop. */
function tenantWithHistory(): Tenant {
  const tenant = new Tenant();
  for (let daysAgo = 60; daysAgo > 0; daysAgo -= 3) {
    const occurredAtMs = NOON_MS - daysAgo * DAY_MS;
    tenant.evaluate(purchase({ occurredAtMs, amountMinor: 3500 + (daysAgo % 5) * 250 }));
  }
  for (let index = 0; index < 40; index++) {
    tenant.evaluate(
      purchase({
        occurredAtMs: NOON_MS - (index % 28) * DAY_MS - (1 + (index % 9)) * HOUR_MS,
        amountMinor: 2000 + index * 100,
        customer: { id: `customer-${index}`, country: 'ES' },
        instrument: { id: `card-${index}`, country: 'ES' },
        device: { id: `device-${index}`, ip: `198.51.100.${index}` },
      }),
    );
  }
  return tenant;
}

const codes = ({ factors }: Verdict) => factors.map(({ code }) => code);

describe('the default policy', () => {
  it('reviews from a score of 30 and blocks from 70', () => {
    expect(DEFAULT_POLICY.thresholds).toEqual({ review: 30, block: 70 });
  });

  it('blocks for no factor alone', () => {
    const weights = Object.values(DEFAULT_POLICY.builtins).map(({ weight }) => weight);
    expect(Math.max(...weights)).toBeLessThan(DEFAULT_POLICY.thresholds.block);
    expect(Math.min(...weights)).toBeGreaterThan(0);
  });

  it('allows the first transaction that it ever sees', () => {
    const verdict = new Tenant().evaluate(purchase());
    expect(verdict).toMatchObject({ decision: 'allow', score: 0, factors: [] });
  });

  it('allows what a regular customer always does, and says what speaks for it', () => {
    const verdict = tenantWithHistory().evaluate(purchase());
    expect(verdict).toMatchObject({ decision: 'allow', score: 0 });
    expect(codes(verdict)).toEqual(['trusted_relationship']);
  });

  it('allows every purchase of an ordinary history', () => {
    const tenant = new Tenant();
    const decisions = Array.from({ length: 60 }, (_, day) =>
      tenant.evaluate(
        purchase({ occurredAtMs: NOON_MS + day * DAY_MS, amountMinor: 1500 + ((day * 37) % 50) * 100 }),
      ),
    ).map(({ decision }) => decision);
    expect(new Set(decisions)).toEqual(new Set(['allow']));
  });

  it('allows a regular customer a new phone', () => {
    const verdict = tenantWithHistory().evaluate(
      purchase({ device: { id: 'new-phone', ip: '203.0.113.10' } }),
    );
    expect(verdict.decision).toBe('allow');
    expect(codes(verdict)).toEqual(['new_device']);
  });

  it('allows a regular customer four times the usual amount from the usual device', () => {
    const verdict = tenantWithHistory().evaluate(purchase({ amountMinor: 16_000 }));
    expect(verdict.decision).toBe('allow');
    expect(codes(verdict)).toContain('amount_above_customer_norm');
  });

  it('reviews four times the usual amount from a new device', () => {
    const verdict = tenantWithHistory().evaluate(
      purchase({ amountMinor: 16_000, device: { id: 'new-phone', ip: '203.0.113.10' } }),
    );
    expect(verdict.decision).toBe('review');
    expect(codes(verdict)).toEqual([
      'amount_above_customer_norm',
      'new_device',
      'amount_unexplained',
      'amount_above_customer_max',
      'amount_above_customer_usual',
    ]);
  });

  it('blocks a taken-over account: new device and card from abroad, ten times the amount', () => {
    const verdict = tenantWithHistory().evaluate(
      purchase({
        amountMinor: 45_000,
        instrument: { id: 'foreign-card', country: 'US' },
        device: { id: 'new-phone', ip: '192.0.2.1' },
      }),
    );
    expect(verdict.decision).toBe('block');
  });

  it('blocks a spree of stolen cards on one device before the eighth', () => {
    const tenant = tenantWithHistory();
    const decisions = Array.from({ length: 8 }, (_, index) =>
      tenant.evaluate(
        purchase({
          occurredAtMs: NOON_MS + index * 4 * MINUTE_MS,
          amountMinor: index < 4 ? 100 : 30_000,
          customer: { id: `mule-${index % 5}`, country: 'ES' },
          instrument: { id: `stolen-${index}`, country: 'US' },
          device: { id: 'burner', ip: '192.0.2.66' },
        }),
      ),
    ).map(({ decision }) => decision);
    expect(decisions[0]).toBe('allow');
    expect(decisions.slice(4)).toEqual(['block', 'block', 'block', 'block']);
  });

  it('decides a transaction that is evaluated a second time as it did the first time', () => {
    const tenant = tenantWithHistory();
    const suspicious = purchase({ amountMinor: 16_000, device: { id: 'new-phone', ip: '203.0.113.10' } });
    expect(tenant.evaluate(suspicious)).toEqual(tenant.evaluateAgain(suspicious));
  });

  const stranger = (changes: Partial<Transaction> = {}) =>
    purchase({
      customer: { id: 'bob', country: 'ES' },
      instrument: { id: 'bob-card', country: 'ES' },
      device: { id: 'bob-phone', ip: '198.51.100.200' },
      ...changes,
    });

  it('reviews the next use of a card or a device that was told to be a fraud', () => {
    const tenant = tenantWithHistory();
    const theft = stranger({ occurredAtMs: NOON_MS - 9 * DAY_MS });
    tenant.evaluate(theft);
    tenant.tell('fraud', theft, NOON_MS - DAY_MS);
    const anew = { customer: { id: 'eve', country: 'ES' } };
    const withCard = stranger({ ...anew, device: { id: 'eve-phone', ip: '198.51.100.201' } });
    const withDevice = stranger({ ...anew, instrument: { id: 'eve-card', country: 'ES' } });
    expect(tenant.evaluate(withCard)).toMatchObject({ decision: 'review' });
    expect(tenant.evaluate(withDevice)).toMatchObject({ decision: 'review' });
  });

  it('does not hold a victim up for long: three good purchases later it allows', () => {
    const tenant = tenantWithHistory();
    const bought = (daysAgo: number) => stranger({ occurredAtMs: NOON_MS - daysAgo * DAY_MS });
    for (const daysAgo of [9, 6, 5, 4]) tenant.evaluate(bought(daysAgo));
    tenant.tell('fraud', bought(9), NOON_MS - 7 * DAY_MS);
    expect(codes(tenant.evaluate(stranger()))).toContain('known_fraud_instrument');
    for (const daysAgo of [6, 5, 4]) tenant.tell('legitimate', bought(daysAgo), NOON_MS - DAY_MS);
    expect(tenant.evaluate(stranger())).toMatchObject({ decision: 'allow', score: 0 });
  });

  it('allows a purchase in a busy shop that had a fraud, and reviews one where they come in a row', () => {
    const tenant = tenantWithHistory();
    const frauds = [9, 8, 7].map((daysAgo) => stranger({ occurredAtMs: NOON_MS - daysAgo * DAY_MS }));
    const [first] = frauds;
    tenant.tell('fraud', first ?? purchase(), NOON_MS - DAY_MS);
    expect(tenant.evaluate(purchase()).decision).toBe('allow');
    for (const fraud of [...frauds, ...frauds]) tenant.tell('fraud', fraud, NOON_MS - DAY_MS);
    const elsewhere = {
      customer: { id: 'eve' },
      instrument: { id: 'eve-card' },
      device: { id: 'eve-phone' },
    };
    const verdict = tenant.evaluate(purchase(elsewhere));
    expect(codes(verdict)).toEqual(['known_fraud_counterparty']);
    expect(verdict.decision).toBe('review');
  });
});
