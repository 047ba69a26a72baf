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
  if (rows.length === 0) return emptyArray(ELEMENTS[type].oid);
  return arrayOf(ELEMENTS[type] as Element<ElementValues[Type]>, rows.map(valueOf));
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
  readonly sizeOf: (value: Value) => number;
  readonly write: (value: Value, array: Buffer, at: number) => void;
}

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

const TEXT: Omit<Element<string>, 'oid'> = {
  sizeOf: (value) => Buffer.byteLength(value, 'utf8'),
  write: (value, array, at) => array.write(value, at, 'utf8'),
};

const ELEMENTS: { readonly [Type in ElementType]: Element<ElementValues[Type]> } = {
  uuid: {
    oid: 2950,
    sizeOf: () => 16,
    write: (value, array, at) => array.write(value.replaceAll('-', ''), at, 'hex'),
  },
  text: { oid: 25, ...TEXT },
  json: { oid: 114, ...TEXT },
  bytea: { oid: 17, sizeOf: (value) => value.length, write: (value, array, at) => value.copy(array, at) },
  int4: { oid: 23, sizeOf: () => 4, write: (value, array, at) => array.writeInt32BE(value, at) },
  timestamptz: {
    oid: 1184,
    sizeOf: () => 8,
    write: (value, array, at) =>
      array.writeBigInt64BE(BigInt(value.getTime() - POSTGRES_EPOCH_MS) * 1_000n, at),
  },
};

const EMPTY_HEADER_BYTES = 12;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
/** A null has no bytes, and this instead of their number. */
const NULL_LENGTH = -1;

function arrayOf<Value>({ oid, sizeOf, write }: Element<Value>, values: readonly (Value | null)[]): Buffer {
  const sizes = values.map((value) => (value === null ? null : sizeOf(value)));
  const total = sizes.reduce<number>((sum, size) => sum + LENGTH_BYTES + (size ?? 0), HEADER_BYTES);
  const array = Buffer.alloc(total);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(sizes.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const [index, value] of values.entries()) {
    const size = sizes[index] ?? null;
    array.writeInt32BE(size ?? NULL_LENGTH, at);
    at += LENGTH_BYTES;
    if (value === null || size === null) continue;
    write(value, array, at);
    at += size;
  }
  return array;
}

function emptyArray(oid: number): Buffer {
  const array = Buffer.alloc(EMPTY_HEADER_BYTES);
  array.writeInt32BE(oid, 8);
  return array;
}
