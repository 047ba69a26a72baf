import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import { dosTime } from './dos-time';

/** A file of an archive, as its directory tells of it. */
export interface ZipMember {
  /** ASCII, with `/` between folders. */
  readonly name: string;
  readonly crc32: number;
  /** Of the content. */
  readonly bytes: number;
  /** As it lies in the archive, deflated. */
  readonly compressedBytes: number;
}

export interface WrittenMember {
  readonly member: ZipMember;
  /** Header and data: what stands in the archive. */
  readonly written: Buffer;
}

/** The same in the header before a file and in the directory. */
export const NEEDED_VERSION = 20;
export const NAMES_ARE_UTF8 = 0x0800;
export const DEFLATED = 8;

const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const deflate = promisify<Buffer, { level: number }, Buffer>(deflateRaw);
/** Of 1 to 9: where a higher one takes twice as long for a twentieth. */
const LEVEL = 6;

/**
 * Writes one file of an archive: whole in memory, so that its sizes stand before it and the archive may be put
 * together from pieces. `content` is under 4 GiB. `at` is the time that the file is said to be of.
 */
export async function zipMember(name: string, content: Buffer, at: Date): Promise<WrittenMember> {
  const data = await deflate(content, { level: LEVEL });
  const member = {
    name,
    crc32: crc32(content),
    bytes: content.length,
    compressedBytes: data.length,
  };
  return { member, written: Buffer.concat([localHeader(member, at), Buffer.from(name, 'ascii'), data]) };
}

function localHeader({ name, crc32: sum, bytes, compressedBytes }: ZipMember, at: Date): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(NEEDED_VERSION, 4);
  header.writeUInt16LE(NAMES_ARE_UTF8, 6);
  header.writeUInt16LE(DEFLATED, 8);
  header.writeUInt32LE(dosTime(at), 10);
  header.writeUInt32LE(sum, 14);
  header.writeUInt32LE(compressedBytes, 18);
  header.writeUInt32LE(bytes, 22);
  header.writeUInt16LE(name.length, 26);
  return header;
}
