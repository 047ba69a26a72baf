import fc from 'fast-check';
import { anyHostile, anyValid } from './any-value';
import type { Schema } from './described-api';

export interface AnyBody {
  readonly bytes: Buffer;
  readonly contentType?: string;
  readonly contentEncoding?: string;
}

type Json = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, Schema>>;

/** Text that no JSON.stringify writes, in place of a field's value or around the whole. */
const SPOILERS: Readonly<Record<string, (text: string) => string | Buffer>> = {
  'cut off': (text) => text.slice(0, -1),
  'twice the same name': (text) => text.replace('{', '{"a":1,"\\u0061":2,'),
  'an inherited name': (text) => text.replace('{', '{"__proto__":{"isAdmin":true},'),
  'another inherited name': (text) => text.replace('{', '{"constructor":{"prototype":{}},'),
  'a number beyond all': (text) => text.replace(/:-?\d+/, ':1e999'),
  'a long number': (text) => text.replace(/:-?\d+/, `:${'9'.repeat(400)}`),
  'no number': (text) => text.replace(/:-?\d+/, ':NaN'),
  'a hexadecimal number': (text) => text.replace(/:-?\d+/, ':0x10'),
  'half a surrogate pair': (text) => text.replace('{', String.raw`{"a":"\udc00",`),
  NUL: (text) => text.replace('{', String.raw`{"a":"\u0000",`),
  'a byte order mark': (text) => `\ufeff${text}`,
  'a comment': (text) => `${text}/* */`,
  'no UTF-8': (text) =>
    Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from('2c2261223a22c3287d', 'hex')]),
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
  'too deep': (text) => text.replace('{', `{"a":${'{"a":'.repeat(200)}1${'}'.repeat(200)},`),
  'too large': (text) => text.padEnd(70_000),
  empty: () => '',
  'a list of it': (text) => `[${text}]`,
  'two of it': (text) => text + text,
};

const CONTENT_TYPES = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json, text/plain',
  '',
];

export function anyBody(schema: Schema, schemas: Schemas): fc.Arbitrary<AnyBody> {
  const valid = anyValid(schema, schemas);
  const text = valid.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 6, arbitrary: valid.map(asBody) },
    { weight: 6, arbitrary: withOneHostile(valid).map(asBody) },
    { weight: 1, arbitrary: anyHostile.map(asBody) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(text, fc.constantFrom(...Object.values(SPOILERS)))
        .map(([written, spoil]) => ({ bytes: Buffer.from(spoil(written)) })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.constantFrom(...CONTENT_TYPES))
        .map(([written, contentType]) => ({ bytes: Buffer.from(written), contentType })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.constantFrom('gzip', 'br', 'deflate', 'identity, gzip', 'x'))
        .map(([written, contentEncoding]) => ({ bytes: Buffer.from(written), contentEncoding })),
    },
  );
}

function asBody(value: unknown): AnyBody {
  return { bytes: Buffer.from(JSON.stringify(value ?? null)) };
}

/** One field, wherever in it, is something else, gone, or new. */
function withOneHostile(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(valid, fc.nat(), anyHostile, fc.nat(9)).map(([value, at, hostile, how]) => {
    const places = placesIn(value);
    const place = places[at % places.length] ?? [];
    if (how === 0) return changed(value, place, undefined);
    if (how === 1) return changed(value, [...place.slice(0, -1), 'unknownField'], hostile);
    return changed(value, place, hostile);
  });
}

/** The path of every value in a value, its own (which is empty) but for a scalar left out. */
function placesIn(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [name],
    ...placesIn(inner).map((place) => [name, ...place]),
  ]);
}

function changed(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (String(index) === name ? changed(item, rest, to) : item));
  }
  const fields = (typeof value === 'object' ? value : null) as Json | null;
  return { ...fields, [name]: changed(fields?.[name], rest, to) };
}
