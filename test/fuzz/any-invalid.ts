import fc from 'fast-check';
import type { Body } from '../evaluation/any-transaction';
import { anyValid } from './any-valid';

/** The bytes of a request that has to be refused, and what is wrong with them. */
export interface Invalid {
  readonly fault: string;
  readonly bytes: Buffer;
}

const ENTITIES = ['customer', 'counterparty', 'instrument', 'device', 'agent'];
const FIELDS = ['type', 'amount', 'currency', 'occurredAt', 'channel', 'attributes', ...ENTITIES];
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const CARD = '4111 1111 1111 1111';
const many = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, index]));

/** Values that no reading of the contract takes, by the field that they stand in. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  transactionId: ['', ' ', 'x'.repeat(129), 'a\nb', '\u200b', 1, null, {}, CARD, '\ufeff'],
  type: ['Payment', '', 'purchase', 1, null, ['payment']],
  amount: [-1, 0.5, 1e12 + 1, 1e300, '100', null, true, [], {}],
  currency: ['eur', 'EURO', 'XXY', '', 978, null, ['EUR']],
  occurredAt: [
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-01-01',
    0,
    null,
    '1969-12-31T23:59:59Z',
    '2999-01-01T00:00:00Z',
  ],
  channel: ['WEB', 'shop', 1, null],
  customer: [
    null,
    [],
    'c-1',
    {},
    { id: '' },
    { id: 'c', country: 'es' },
    { id: 'c', createdAt: 'x' },
    { id: CARD },
  ],
  counterparty: [null, [], 1, { id: ' ' }, { country: 'ESP' }, { category: 'x'.repeat(65) }],
  instrument: [null, [], { type: 'Card' }, { bin: '42' }, { bin: 424242 }, { id: '4111-1111-1111-1111' }],
  device: [null, [], { ip: '999.1.1.1' }, { ip: 'fe80::1%eth0' }, { ip: '' }, { userAgent: 'x'.repeat(513) }],
  agent: [null, [], {}, { id: null }, { id: 'x'.repeat(129) }],
  attributes: [
    null,
    [],
    'x',
    many(33),
    { a: {} },
    { a: null },
    { a: [1] },
    { a: 'x'.repeat(257) },
    { '': 1 },
    { a: CARD },
  ],
};

const anyWrongValue = fc
  .constantFrom(...Object.keys(WRONG))
  .chain((field) => fc.constantFrom(...(WRONG[field] ?? [])).map((value) => ({ field, value })));
const anyUnknownName = fc.oneof(
  fc.constantFrom(...INHERITED, 'prototype', 'Amount', 'customerId', ' amount', 'amount\u0000', ''),
  fc.stringMatching(/^[a-z]{3,20}Unknown$/),
);
/** Where a field that nobody knows is put. */
const anyPlace = fc.constantFrom('', 'customer', 'counterparty', 'instrument', 'device', 'agent');

const ofValue = ({ body, field, value }: { body: Body; field: string; value: unknown }): Invalid => ({
  fault: `${field} is ${JSON.stringify(value).slice(0, 80)}`,
  bytes: Buffer.from(JSON.stringify({ ...body, [field]: value })),
});

/** As text: a literal would set a prototype instead of a field `__proto__`. */
function withUnknown(body: Body, place: string, name: string): Invalid {
  const filled = place === '' ? body : { ...body, [place]: body[place] ?? { id: 'x' } };
  const opening = place === '' ? '{' : `"${place}":{`;
  const text = JSON.stringify(filled);
  const at = text.indexOf(opening) + opening.length;
  const rest = text.slice(at);
  const comma = rest.startsWith('}') ? '' : ',';
  return {
    fault: `there is a field ${JSON.stringify(name)} in ${place === '' ? 'the body' : place}`,
    bytes: Buffer.from(`${text.slice(0, at)}${JSON.stringify(name)}:1${comma}${rest}`),
  };
}

const SPOILERS: Readonly<Record<string, (text: string) => Buffer>> = {
  'it is cut off': (text) => Buffer.from(text.slice(0, -1)),
  'a field stands twice': (text) => Buffer.from(text.replace('{', '{"amount":1,"amount":2,')),
  'it begins with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'it is no UTF-8': (text) =>
    Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0x22, 0xff, 0x22])]),
  'it is nested too deeply': (text) =>
    Buffer.from(text.replace('{', `{"attributes":${'['.repeat(40)}${']'.repeat(40)},`)),
  'it is empty': () => Buffer.alloc(0),
  'it is a list': (text) => Buffer.from(`[${text}]`),
  'it is null': () => Buffer.from('null'),
  'it is too large': (text) => Buffer.from(text.padEnd(70_000)),
  'it has half a surrogate pair': (text) => Buffer.from(text.replace('{', String.raw`{"channel":"\ud800",`)),
};

/** A valid transaction with one fault in it. */
export const anyInvalid = (nowMs: number): fc.Arbitrary<Invalid> => {
  const body = anyValid(nowMs).map((valid) => ({ transactionId: 'refused', ...valid }));
  return fc.oneof(
    fc.tuple(body, anyWrongValue).map(([valid, wrong]) => ofValue({ body: valid, ...wrong })),
    fc
      .tuple(body, fc.constantFrom('transactionId', 'amount', 'currency', 'customer'))
      .map(([valid, field]) => ofValue({ body: { ...valid, [field]: undefined }, field, value: null })),
    fc
      .tuple(body, fc.constantFrom(...FIELDS))
      .map(([valid, field]) => ofValue({ body: valid, field, value: [] })),
    fc.tuple(body, anyPlace, anyUnknownName).map(([valid, place, name]) => withUnknown(valid, place, name)),
    fc.tuple(body, fc.constantFrom(...Object.keys(SPOILERS))).map(([valid, fault]) => ({
      fault,
      bytes: SPOILERS[fault]?.(JSON.stringify(valid)) ?? Buffer.alloc(0),
    })),
  );
};
