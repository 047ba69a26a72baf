import { crc32, inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const LARGE_END_PLACE = 0x07064b50;
const LARGE_END = 0x06064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;

/**
 * The files of an archive, read as a reader does that knows nothing of who wrote it: from the directory at its end, with
 * zip64, each file checked against its header, its sizes and its sum. Throws where anything is amiss.
 */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let { offset: at, count } = directoryOf(zip);
  for (; count > 0; count -= 1) {
    expectThat(zip.readUInt32LE(at) === ENTRY, 'an entry of the directory');
    const nameLength = zip.readUInt16LE(at + 28);
    const extraLength = zip.readUInt16LE(at + 30);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const extra = zip.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const isFar = zip.readUInt32LE(at + 42) === 0xffffffff;
    const offset = isFar ? Number(extra.readBigUInt64LE(4)) : zip.readUInt32LE(at + 42);
    expectThat(!files.has(name), `one file ${name}`);
    files.set(name, fileAt(zip, offset, zip.subarray(at, at + 46 + nameLength)));
    at += 46 + nameLength + extraLength + zip.readUInt16LE(at + 32);
  }
  return files;
}

function directoryOf(zip: Buffer): { offset: number; count: number } {
  const end = zip.length - END_BYTES;
  expectThat(zip.readUInt32LE(end) === END, 'the end of an archive');
  const place = end - 20;
  if (place < 0 || zip.readUInt32LE(place) !== LARGE_END_PLACE)
    return { offset: zip.readUInt32LE(end + 16), count: zip.readUInt16LE(end + 10) };
  const large = Number(zip.readBigUInt64LE(place + 8));
  expectThat(zip.readUInt32LE(large) === LARGE_END, 'the end in 64 bits');
  return { offset: Number(zip.readBigUInt64LE(large + 48)), count: Number(zip.readBigUInt64LE(large + 32)) };
}

function fileAt(zip: Buffer, offset: number, entry: Buffer): Buffer {
  expectThat(zip.readUInt32LE(offset) === LOCAL, 'a header before the file');
  // Version, flags, method, time, sum, sizes and the length of the name: the same in both.
  expectThat(
    zip.subarray(offset + 4, offset + 28).equals(entry.subarray(6, 30)),
    'one header in both places',
  );
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const content = inflateRawSync(zip.subarray(start, start + entry.readUInt32LE(20)));
  expectThat(content.length === entry.readUInt32LE(24), 'content of the size that is said');
  expectThat(crc32(content) === entry.readUInt32LE(16), 'content of the sum that is said');
  return content;
}

function expectThat(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`there is not ${what}`);
}
