import { readZip } from '../../test/support/read-zip';
import { centralDirectory } from './central-directory';
import type { PlacedMember } from './central-directory';
import { dosTime } from './dos-time';
import { zipMember } from './zip-member';

const AT = new Date('2026-11-22T10:20:31.000Z');

async function archiveOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const written: Buffer[] = [];
  const members: PlacedMember[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const each = await zipMember(name, content, AT);
    members.push({ ...each.member, offset });
    written.push(each.written);
    offset += each.written.length;
  }
  return Buffer.concat([...written, centralDirectory(members, offset, AT)]);
}

describe('an archive', () => {
  it('holds its files as they were', async () => {
    const files = {
      'manifest.json': Buffer.from('{}'),
      'evaluations/000001.ndjson': Buffer.from('{"a":"é"}\n'.repeat(10_000)),
      'events/000002.ndjson': Buffer.alloc(0),
    };
    const archive = await archiveOf(files);
    expect(readZip(archive)).toEqual(new Map(Object.entries(files)));
    expect(archive.length).toBeLessThan(2_000);
  });

  it('may be empty', async () => {
    expect(readZip(await archiveOf({})).size).toBe(0);
  });

  it('does not pass as whole where a byte of a file is another', async () => {
    const archive = await archiveOf({ a: Buffer.from('content'.repeat(100)) });
    archive[40] = (archive[40] ?? 0) ^ 1;
    expect(() => readZip(archive)).toThrow();
  });

  it('counts up to 65,534 files in 16 bits, and more of them in 64', () => {
    const member = { name: 'a', crc32: 0, bytes: 0, compressedBytes: 2, offset: 0 };
    const endOf = (count: number): Buffer =>
      centralDirectory(
        Array.from({ length: count }, () => member),
        33,
        AT,
      ).subarray(-98);
    const small = endOf(65_534);
    expect(small.readUInt16LE(98 - 22 + 10)).toBe(65_534);
    expect(small.indexOf(Buffer.from('504b0606', 'hex'))).toBe(-1);
    const large = endOf(65_535);
    expect(large.readUInt16LE(98 - 22 + 10)).toBe(0xffff);
    expect(large.readUInt32LE(0)).toBe(0x06064b50);
    expect(large.readBigUInt64LE(32)).toBe(65_535n);
    expect(large.readBigUInt64LE(40)).toBe(65_535n * 47n);
    expect(large.readBigUInt64LE(48)).toBe(33n);
    expect(large.readBigUInt64LE(56 + 8)).toBe(33n + 65_535n * 47n);
  });

  it('says where a file lies in 32 bits as long as they suffice, and then in 64', () => {
    const entryAt = (offset: number): Buffer =>
      centralDirectory([{ name: 'a', crc32: 1, bytes: 2, compressedBytes: 3, offset }], offset + 34, AT);
    const near = entryAt(0xfffffffe);
    expect(near.readUInt32LE(42)).toBe(0xfffffffe);
    expect(near.readUInt16LE(30)).toBe(0);
    const far = entryAt(0xffffffff);
    expect(far.readUInt32LE(42)).toBe(0xffffffff);
    expect(far.readUInt16LE(30)).toBe(12);
    expect([far.readUInt16LE(47), far.readUInt16LE(49)]).toEqual([1, 8]);
    expect(far.readBigUInt64LE(51)).toBe(0xffffffffn);
  });
});

describe('the time of a file', () => {
  it.each([
    ['1980-01-01T00:00:00.000Z', [1980, 1, 1, 0, 0, 0]],
    ['2026-11-22T10:20:31.999Z', [2026, 11, 22, 10, 20, 30]],
    ['2026-12-31T23:59:59.000Z', [2026, 12, 31, 23, 59, 58]],
  ])('%s is told to two seconds', (text, expected) => {
    const time = dosTime(new Date(text));
    const [date, day] = [time >>> 16, time & 0xffff];
    const read = [
      (date >> 9) + 1980,
      (date >> 5) & 15,
      date & 31,
      day >> 11,
      (day >> 5) & 63,
      (day & 31) * 2,
    ];
    expect(read).toEqual(expected);
  });
});
