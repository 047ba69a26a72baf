import fc from 'fast-check';
import type { Schema } from './described-api';

type Schemas = Readonly<Record<string, Schema>>;

/** What a program, a mistake or an attacker might put anywhere. */
const HOSTILE: readonly unknown[] = [
  ...[null, true, false, -1, 0, 0.5, -0, 1e308, 2 ** 53, Number.MIN_VALUE, [], {}, [[]], [null]],
  ...['', ' ', '\n', 'x'.repeat(300), 'x'.repeat(5_000), '0', '-1', 'NaN', 'null', 'true'],
  ...['\u0000', 'a\u0000b', '\ud800', '\u202e', '\ufeff', '\u200b', 'e\u0301', '𝒳'.repeat(70)],
  ...[
    '../../etc/passwd',
    "' or 1=1 --",
    '${7*7}',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '%00',
    '%s%n',
    '$1',
  ],
  ...[
    '4111 1111 1111 1111',
    'tf_live_000000000000000000000000000000000000',
    '*',
    '0.0.0.0/0',
    '::ffff:1.2.3.4%eth0',
  ],
  ...[
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '+275760-09-13T00:00:00.000Z',
    '2026-02-30T00:00:00Z',
  ],
  ...['http://127.0.0.1:1/', 'file:///etc/passwd', 'javascript:alert(1)'],
  ...[{ prototype: {} }, { $ne: null }, { toJSON: 1 }, { length: -1 }, { then: 1 }, { 'a.b': 1, '': 2 }],
  ...[Array.from({ length: 2_000 }, () => 0), nested(20), nested(60)],
];

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

export const anyHostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 64 }) },
);

/** A value that the schema allows, as far as it says so. */
export function anyValid(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  const written = schema.example === undefined ? [] : [fc.constant(schema.example)];
  return fc.oneof(...written, ofSchema(schema, schemas));
}

function ofSchema(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    return anyValid(schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}, schemas);
  }
  const choices = (schema['oneOf'] ?? schema['anyOf'] ?? schema['allOf']) as readonly Schema[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => anyValid(choice, schemas)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const types = Array.isArray(schema.type) ? (schema.type as string[]) : [String(schema.type)];
  return fc.oneof(...types.map((type) => ofType(type, schema, schemas)));
}

function ofType(type: string, schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return anyText(schema);
    case 'integer':
      return fc.integer(range(schema, 2 ** 31 - 1));
    case 'number':
      return fc.double({ ...range(schema, 1e6), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return anyArray(schema, schemas);
    case 'object':
      return anyObject(schema, schemas);
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function range({ minimum = 0, maximum }: Schema, most: number): { min: number; max: number } {
  const max = typeof maximum === 'number' ? maximum : most;
  return { min: Number(minimum), max: Math.min(max, 2 ** 31 - 1) };
}

function anyText({ format, pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    const [min, max] = [new Date('2020-01-01'), new Date('2030-01-01')];
    return fc.date({ min, max, noInvalidDate: true }).map((at) => at.toISOString());
  }
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 40) });
}

function anyArray(
  { items = {}, minItems = 0, maxItems = 3 }: Schema,
  schemas: Schemas,
): fc.Arbitrary<unknown> {
  const minLength = Number(minItems);
  return fc.array(anyValid(items, schemas), {
    minLength,
    maxLength: Math.max(minLength, Math.min(Number(maxItems), 3)),
  });
}

function anyObject(
  { properties, required, additionalProperties }: Schema,
  schemas: Schemas,
): fc.Arbitrary<unknown> {
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? (additionalProperties as Schema) : {};
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyValid(values, schemas), { maxKeys: 3 });
  }
  const fields = Object.entries(properties).map(([name, field]) => [name, anyValid(field, schemas)] as const);
  return fc.record(Object.fromEntries(fields), {
    requiredKeys: (required ?? []) as string[],
    noNullPrototype: true,
  });
}
