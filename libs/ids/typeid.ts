import { fromUUID, TypeID } from 'typeid-js';
import { MAX, NIL, v7 } from 'uuid';
import { pooledRandomBytes } from './random-bytes';

const ID_PREFIXES = [
  'tenant',
  'key',
  'eval',
  'policy',
  'list',
  'entry',
  'endpoint',
  'event',
  'delivery',
  'recovery',
  'agent',
  'agentkey',
  'audit',
  'backtest',
  'export',
  'erasure',
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

// 26 characters of five bits hold 130 bits: the first character has two to spare.
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const RANDOM_BYTES = 16;
const UUID_V7 = /^([0-9a-f]{8})([0-9a-f]{4})(7[0-9a-f]{3})([89ab][0-9a-f]{3})([0-9a-f]{12})$/;

/** Writes a UUID as a TypeID (https://github.com/jetify-com/typeid): prefix, `_`, 26 characters of base32. */
export function formatId(prefix: IdPrefix, uuid: string): string {
  return fromUUID(uuid, prefix);
}

/** The UUID in a TypeID; undefined if the text is not a TypeID of this prefix over a UUIDv7. */
export function parseId(prefix: IdPrefix, text: string): string | undefined {
  if (!text.startsWith(`${prefix}_`) || !SUFFIX.test(text.slice(prefix.length + 1))) {
    return undefined;
  }
  // Not toUUID(), which throws for bytes that are no UUID of a known version.
  const bytes = TypeID.fromString(text, prefix).toUUIDBytes();
  return UUID_V7.exec(Buffer.from(bytes).toString('hex'))?.slice(1).join('-');
}

/** Whether ids of ours begin so. */
export function isIdPrefix(text: string): text is IdPrefix {
  return (ID_PREFIXES as readonly string[]).includes(text);
}

/**
 * A new UUIDv7 (RFC 9562) of the millisecond `atMs` since the epoch. UUIDs sort by millisecond; the order
 * of two within one millisecond is random.
 */
export function newUuid(atMs: number): string {
  return v7({ msecs: atMs, random: pooledRandomBytes(RANDOM_BYTES) });
}

/** The smallest UUIDv7 of the millisecond `atMs`: with it a range of time becomes a range of ids. */
export function uuidLowerBound(atMs: number): string {
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** Sorts before every other UUID. */
export const NIL_UUID: string = NIL;

/** Sorts behind every other UUID. */
export const LAST_UUID: string = MAX;

/** The millisecond since the epoch that a UUIDv7 carries. */
export function uuidTime(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** The largest UUID of the millisecond `atMs`, of whatever version. */
export function uuidUpperBound(atMs: number): string {
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-ffff-ffff-ffffffffffff`;
}
