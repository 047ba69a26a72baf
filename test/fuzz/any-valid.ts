import fc from 'fast-check';
import { isISO31661Alpha2 } from 'class-validator';
import { containsCardNumber, findCardNumber } from '@libs/card-number/card-number';
import { isCurrency } from '@libs/money/currency';
import type { Body } from '../evaluation/any-transaction';

const DAY_MS = 86_400_000;
const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
const codesOf = (length: number): string[] =>
  length === 0 ? [''] : codesOf(length - 1).flatMap((start) => LETTERS.map((letter) => start + letter));
const CURRENCIES = codesOf(3).filter(isCurrency);
const COUNTRIES = codesOf(2).filter((code) => isISO31661Alpha2(code));

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const some = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Body> =>
  fc.record(model, { requiredKeys: [] });

/** Whatever people write, in any script. */
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength }),
      fc.string({ minLength: 1, maxLength }),
      oneOf(
        '字'.repeat(maxLength),
        '😀'.repeat(maxLength),
        'é',
        "'; drop table",
        '\\',
        '"',
        '%s',
        '{}',
        '..',
      ),
    )
    .map((written) => Array.from(written).slice(0, maxLength).join(''))
    .filter((written) => /^(?=.*\S)\P{C}+$/u.test(written) && !containsCardNumber(written));
/** Mostly the few that come back, so that histories grow. */
const id = (prefix: string, few: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.nat({ max: few }).map((n) => `${prefix}-${n}`) },
    { weight: 1, arbitrary: text(128) },
  );
const country = fc.oneof(oneOf('ES', 'IE'), oneOf(...COUNTRIES));
const ip = fc.oneof(
  fc.nat({ max: 9 }).map((n) => `203.0.113.${n}`),
  fc.nat({ max: 9 }).map((n) => `2001:db8::${n}`),
  fc.ipV4(),
  fc.ipV6(),
  oneOf('2001:DB8:0:0::1', '::ffff:203.0.113.1', '::', '::1'),
);

/** On time, late by minutes or a year, and up to 4 minutes early; as different writers write it. */
const timeAround = (nowMs: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(
        fc.integer({ min: -240_000, max: DAY_MS / 12 }),
        fc.nat({ max: 3 * DAY_MS }),
        fc.nat({ max: 500 * DAY_MS }),
        oneOf(nowMs),
      ),
      oneOf<(iso: string) => string>(
        (iso) => iso,
        (iso) => iso.replace(/\.\d+Z$/, 'Z'),
        (iso) => iso.replace('Z', '999+00:00'),
      ),
    )
    .map(([agoMs, write]) => write(new Date(nowMs - agoMs).toISOString()));

const attributesUpTo = (maxKeys: number): fc.Arbitrary<Body> =>
  fc
    .dictionary(
      fc.oneof(text(64), oneOf('basket', 'giftCard')),
      fc.oneof(
        text(256),
        fc.constant(''),
        fc.boolean(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      { maxKeys, noNullPrototype: true },
    )
    // Names that every object inherits are refused, and so are card numbers, which digits at random may make.
    .map((held) => Object.fromEntries(Object.entries(held).filter(([name]) => isFreeName(name))))
    .filter((held) => findCardNumber(held) === undefined);

const attributes = fc.oneof(
  { weight: 19, arbitrary: attributesUpTo(3) },
  { weight: 1, arbitrary: attributesUpTo(32) },
);

function isFreeName(name: string): boolean {
  return !(name in Object.prototype) && !containsCardNumber(name);
}

/** Every transaction that the contract takes, without its transactionId. */
export const anyValid = (nowMs: number): fc.Arbitrary<Body> =>
  fc.record(
    {
      type: oneOf('payment', 'payment', 'payment', 'payout', 'transfer', 'withdrawal', 'deposit', 'refund'),
      amount: fc.oneof(
        fc.nat({ max: 20_000 }),
        fc.nat({ max: 1_000_000_000_000 }),
        oneOf(0, 1, 1_000_000_000_000),
      ),
      currency: fc.oneof(oneOf('EUR'), oneOf(...CURRENCIES)),
      occurredAt: timeAround(nowMs),
      channel: oneOf('web', 'mobile', 'api', 'pos', 'agent'),
      customer: fc
        .tuple(id('c', 19), some({ country, createdAt: timeAround(nowMs) }))
        .map(([own, rest]) => ({ id: own, ...rest })),
      counterparty: some({ id: id('m', 6), country, category: fc.oneof(oneOf('5732'), text(64)) }),
      instrument: some({
        id: id('i', 30),
        type: oneOf('card', 'bank_account', 'wallet', 'crypto', 'other'),
        country,
        bin: fc.stringMatching(/^\d{6,8}$/),
      }),
      device: some({ id: id('d', 30), ip, userAgent: text(512) }),
      agent: text(128).map((own) => ({ id: own })),
      attributes,
    },
    { requiredKeys: ['amount', 'currency', 'customer'] },
  );
