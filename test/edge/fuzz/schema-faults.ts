import type { Schema } from './described-api';

type Schemas = Readonly<Record<string, Schema>>;
type Json = Readonly<Record<string, unknown>>;

/** Where a value breaks the schema, as JSON pointers with a word; of JSON Schema the part that our document uses. */
export function schemaFaults(value: unknown, schema: Schema, schemas: Schemas, at = ''): string[] {
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.replace('#/components/schemas/', '')];
    return named === undefined
      ? [`${at}: ${schema.$ref} is nowhere`]
      : schemaFaults(value, named, schemas, at);
  }
  const isInEnum = schema.enum === undefined || schema.enum.includes(value);
  return [
    ...composedFaults(value, schema, { schemas, at }),
    ...typeFaults(value, schema, at),
    ...(isInEnum ? [] : [`${at}: is not in the enum`]),
    ...insideFaults(value, schema, { schemas, at }),
  ];
}

function composedFaults(value: unknown, schema: Schema, { schemas, at }: Place): string[] {
  const parts = (schema['allOf'] ?? []) as readonly Schema[];
  const choices = (schema['oneOf'] ?? schema['anyOf']) as readonly Schema[] | undefined;
  const isNone = choices?.every((choice) => schemaFaults(value, choice, schemas, at).length > 0) === true;
  return [
    ...parts.flatMap((part) => schemaFaults(value, part, schemas, at)),
    ...(isNone ? [`${at}: is none of what it may be`] : []),
  ];
}

function typeFaults(value: unknown, { type }: Schema, at: string): string[] {
  if (type === undefined) return [];
  const types = Array.isArray(type) ? (type as string[]) : [type as string];
  return types.some((name) => isOfType(value, name)) ? [] : [`${at}: is not ${types.join(' or ')}`];
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

interface Place {
  readonly schemas: Schemas;
  readonly at: string;
}

function insideFaults(value: unknown, schema: Schema, place: Place): string[] {
  if (typeof value === 'string') return textFaults(value, schema, place.at);
  if (typeof value === 'number') return numberFaults(value, schema, place.at);
  if (Array.isArray(value)) return arrayFaults(value, schema, place);
  return typeof value === 'object' && value !== null ? objectFaults(value as Json, schema, place) : [];
}

function textFaults(
  text: string,
  { minLength = 0, maxLength, pattern, format }: Schema,
  at: string,
): string[] {
  const length = Array.from(text).length;
  const faults = {
    'is too short': length < Number(minLength),
    'is too long': typeof maxLength === 'number' && length > maxLength,
    'has another form': typeof pattern === 'string' && !new RegExp(pattern, 'u').test(text),
    'is no time': format === 'date-time' && !DATE_TIME.test(text),
  };
  return Object.entries(faults).flatMap(([fault, isThere]) => (isThere ? [`${at}: ${fault}`] : []));
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function numberFaults(number: number, { minimum, maximum }: Schema, at: string): string[] {
  const isInside = number >= Number(minimum ?? -Infinity) && number <= Number(maximum ?? Infinity);
  return isInside ? [] : [`${at}: is out of range`];
}

function arrayFaults(items: readonly unknown[], schema: Schema, { schemas, at }: Place): string[] {
  const { minItems, maxItems } = schema;
  const isInside = items.length >= Number(minItems ?? 0) && items.length <= Number(maxItems ?? Infinity);
  return [
    ...(isInside ? [] : [`${at}: has too few or too many items`]),
    ...items.flatMap((item, index) => schemaFaults(item, schema.items ?? {}, schemas, `${at}/${index}`)),
  ];
}

function objectFaults(fields: Json, schema: Schema, { schemas, at }: Place): string[] {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const others = typeof additionalProperties === 'object' ? (additionalProperties as Schema) : {};
  return [
    ...(required as string[]).filter((name) => !(name in fields)).map((name) => `${at}/${name}: is missing`),
    ...Object.entries(fields).flatMap(([name, field]) => {
      const known = properties[name];
      if (known === undefined && additionalProperties === false) return [`${at}/${name}: is not described`];
      return schemaFaults(field, known ?? others, schemas, `${at}/${name}`);
    }),
  ];
}
