import { dosTime } from './dos-time';
import { DEFLATED, NAMES_ARE_UTF8, NEEDED_VERSION } from './zip-member';
import type { ZipMember } from './zip-member';

/** A file that lies so many bytes behind the beginning of the archive. */
export interface PlacedMember extends ZipMember {
  readonly offset: number;
}

/** A number that is this, or more, stands in its field of 64 bits instead. */
const BEYOND_32_BITS = 0xffffffff;
const BEYOND_16_BITS = 0xffff;
const ZIP64_VERSION = 45;
/** Unix, so that the rights below are read as its. */
const MADE_BY = 0x031e;
const A_FILE_THAT_ALL_READ = (0o100644 << 16) >>> 0;
const ENTRY_BYTES = 46;
const ZIP64_EXTRA_BYTES = 12;

/** What stands behind the last file and tells where each lies. `offset` is where it begins. `at` as in `zipMember`. */
export function centralDirectory(members: readonly PlacedMember[], offset: number, at: Date): Buffer {
  const entries = Buffer.concat(members.map((member) => entryOf(member, at)));
  const { length: count } = members;
  const isLarge = count >= BEYOND_16_BITS || entries.length >= BEYOND_32_BITS || offset >= BEYOND_32_BITS;
  const found = { count, bytes: entries.length, offset };
  return Buffer.concat([entries, ...(isLarge ? [largeEnd(found)] : []), end(found)]);
}

function entryOf(member: PlacedMember, at: Date): Buffer {
  const { name, offset } = member;
  const isFar = offset >= BEYOND_32_BITS;
  const entry = Buffer.alloc(ENTRY_BYTES);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(MADE_BY, 4);
  entry.writeUInt16LE(isFar ? ZIP64_VERSION : NEEDED_VERSION, 6);
  entry.writeUInt16LE(NAMES_ARE_UTF8, 8);
  entry.writeUInt16LE(DEFLATED, 10);
  entry.writeUInt32LE(dosTime(at), 12);
  entry.writeUInt32LE(member.crc32, 16);
  entry.writeUInt32LE(member.compressedBytes, 20);
  entry.writeUInt32LE(member.bytes, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(isFar ? ZIP64_EXTRA_BYTES : 0, 30);
  entry.writeUInt32LE(A_FILE_THAT_ALL_READ, 38);
  entry.writeUInt32LE(Math.min(offset, BEYOND_32_BITS), 42);
  return Buffer.concat([entry, Buffer.from(name, 'ascii'), ...(isFar ? [farOffset(offset)] : [])]);
}

function farOffset(offset: number): Buffer {
  const extra = Buffer.alloc(ZIP64_EXTRA_BYTES);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return extra;
}

interface Directory {
  readonly count: number;
  readonly bytes: number;
  readonly offset: number;
}

/** Zip64: the end of the directory in fields of 64 bits, and where that stands. */
function largeEnd({ count, bytes, offset }: Directory): Buffer {
  const large = Buffer.alloc(56 + 20);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(MADE_BY, 12);
  large.writeUInt16LE(ZIP64_VERSION, 14);
  large.writeBigUInt64LE(BigInt(count), 24);
  large.writeBigUInt64LE(BigInt(count), 32);
  large.writeBigUInt64LE(BigInt(bytes), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  large.writeUInt32LE(0x07064b50, 56);
  large.writeBigUInt64LE(BigInt(offset + bytes), 64);
  large.writeUInt32LE(1, 72);
  return large;
}

function end({ count, bytes, offset }: Directory): Buffer {
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(Math.min(count, BEYOND_16_BITS), 8);
  last.writeUInt16LE(Math.min(count, BEYOND_16_BITS), 10);
  last.writeUInt32LE(Math.min(bytes, BEYOND_32_BITS), 12);
  last.writeUInt32LE(Math.min(offset, BEYOND_32_BITS), 16);
  return last;
}
