/**
 * A column of rows as one statement parameter, in PostgreSQL's binary form of a one-dimensional array (array_recv:
 * dimensions, has nulls, element type; length and lower bound; each element with its length). A Buffer goes over the
 * wire as it is, where an array of strings would be quoted, escaped and parsed again. The statement names the type:
 * `unnest($1::uuid[])`.
 */
export function columnParameter<Type extends ElementType, Row>(
  type: Type,
  rows: readonly Row[],
  valueOf: (row: Row) => ElementValues[Type] | null,
): Buffer {
  const { oid, encode } = ELEMENTS[type] as Element<ElementValues[Type]>;
  const encoded = rows.map((row) => {
    const value = valueOf(row);
    return value === null ? null : encode(value);
  });
  return assemble(oid, encoded);
}

/** What a value of each element type is given as. */
export interface ElementValues {
  /** In its form with hyphens. */
  readonly uuid: string;
  readonly text: string;
  /** As JSON text. */
  readonly json: string;
  readonly bytea: Buffer;
  readonly int4: number;
  /** To the millisecond. */
  readonly timestamptz: Date;
}
export type ElementType = keyof ElementValues;

interface Element<Value> {
  /** Of the type in pg_type: these are the same in every PostgreSQL. */
  readonly oid: number;
  readonly encode: (value: Value) => Buffer;
}

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

const ELEMENTS: { readonly [Type in ElementType]: Element<ElementValues[Type]> } = {
  uuid: { oid: 2950, encode: (value) => Buffer.from(value.replaceAll('-', ''), 'hex') },
  text: { oid: 25, encode: (value) => Buffer.from(value, 'utf8') },
  json: { oid: 114, encode: (value) => Buffer.from(value, 'utf8') },
  bytea: { oid: 17, encode: (value) => value },
  int4: { oid: 23, encode: encodeInt4 },
  timestamptz: { oid: 1184, encode: encodeTimestamp },
};

function encodeInt4(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function encodeTimestamp(value: Date): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(BigInt(value.getTime() - POSTGRES_EPOCH_MS) * 1_000n);
  return bytes;
}

const EMPTY_HEADER_BYTES = 12;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

function assemble(oid: number, elements: readonly (Buffer | null)[]): Buffer {
  if (elements.length === 0) return emptyArray(oid);
  const size = elements.reduce((sum, element) => sum + LENGTH_BYTES + (element?.length ?? 0), HEADER_BYTES);
  const array = Buffer.allocUnsafe(size);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(elements.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const element of elements) {
    array.writeInt32BE(element?.length ?? -1, at);
    at += LENGTH_BYTES;
    if (element !== null) at += element.copy(array, at);
  }
  return array;
}

function emptyArray(oid: number): Buffer {
  const array = Buffer.alloc(EMPTY_HEADER_BYTES);
  array.writeInt32BE(oid, 8);
  return array;
}
