import fc from 'fast-check';

/** A body of POST /v1/evaluations, without its transactionId. */
export type Body = Readonly<Record<string, unknown>>;

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const DAY_MS = 86_400_000;
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const few = (prefix: string, max: number): fc.Arbitrary<string> =>
  fc.nat({ max }).map((n) => `${prefix}-${n}`);
const some = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Body> =>
  fc.record(model, { requiredKeys: [] });
/** Mostly close together, so that windows fill. */
const time = fc
  .oneof(fc.nat({ max: DAY_MS / 12 }), fc.nat({ max: 3 * DAY_MS }), fc.nat({ max: 400 * DAY_MS }))
  .map((agoMs) => new Date(NOW_MS - agoMs).toISOString());
const country = oneOf('ES', 'IE', 'US');

/** Any transaction that the contract takes, among few customers, devices and so on: their histories grow into each other. */
export const anyTransaction: fc.Arbitrary<Body> = fc.record(
  {
    type: oneOf('payment', 'payout', 'transfer', 'withdrawal', 'deposit', 'refund'),
    amount: fc.oneof(
      fc.nat({ max: 20_000 }),
      fc.nat({ max: 1_000_000_000_000 }),
      oneOf(0, 1_000_000_000_000),
    ),
    currency: oneOf('EUR', 'EUR', 'EUR', 'JPY', 'KWD'),
    occurredAt: time,
    channel: oneOf('web', 'mobile', 'api', 'pos', 'agent'),
    customer: few('c', 3).chain((id) => some({ country, createdAt: time }).map((rest) => ({ id, ...rest }))),
    counterparty: some({ id: few('m', 2), country, category: oneOf('5732', 'food') }),
    instrument: some({ id: few('i', 4), type: oneOf('card', 'wallet'), country, bin: oneOf('424242') }),
    device: some({
      id: few('d', 4),
      ip: oneOf('203.0.113.1', '2001:db8::1', '2001:DB8:0::1'),
      userAgent: oneOf('Mozilla/5.0'),
    }),
    agent: oneOf({ id: 'agent-1' }),
    attributes: fc.dictionary(
      fc.stringMatching(/^[a-zA-Z]{1,8}Field$/),
      fc.oneof(fc.stringMatching(/^[a-z ñ字]{0,20}$/), fc.integer({ min: -9_999, max: 9_999 }), fc.boolean()),
      { maxKeys: 5, noNullPrototype: true },
    ),
  },
  { requiredKeys: ['amount', 'currency', 'customer'] },
);

const FIELDS = ['type', 'amount', 'currency', 'occurredAt', 'channel', 'customer'].concat(
  ...['counterparty', 'instrument', 'device', 'agent', 'attributes'],
);

/** A transaction with one of its fields replaced by any JSON at all. */
export const anyWithAnything: fc.Arbitrary<Body> = fc
  .tuple(anyTransaction, fc.constantFrom(...FIELDS), fc.jsonValue())
  .map(([body, field, value]) => ({ ...body, [field]: value }));

/** A transaction with a fault that no reading of the contract takes. */
export const anyBroken: fc.Arbitrary<Body> = fc
  .tuple(
    anyTransaction,
    fc.oneof(
      fc.constantFrom('amount', 'currency', 'customer').map((field) => ({ [field]: undefined })),
      fc.constantFrom(...FIELDS).map((field) => ({ [field]: null })),
      fc.constantFrom(...FIELDS).map((field) => ({ [field]: [] })),
      fc.constantFrom(...FIELDS).map((field) => ({ [field]: '\u0007' })),
      fc
        .oneof(
          fc.double({ max: -1e-9, noNaN: true }),
          fc.maxSafeInteger().filter((amount) => amount > 1_000_000_000_000),
        )
        .map((amount) => ({ amount })),
      fc.stringMatching(/^[a-z]{3,20}Unknown$/).map((field) => ({ [field]: 1 })),
    ),
  )
  .map(([body, fault]) => ({ ...body, ...fault }));
