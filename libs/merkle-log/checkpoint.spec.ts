import { CheckpointError, checkpointText, readCheckpoint } from './checkpoint';

const ROOT = Buffer.from('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328', 'hex');
const TEXT =
  'localhost:3000/tenant_01m81b97bbevp8a80j3f0vptx9\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n';

describe('checkpoint', () => {
  it('is origin, size and root, a line each', () => {
    const checkpoint = { origin: 'localhost:3000/tenant_01m81b97bbevp8a80j3f0vptx9', size: 8, root: ROOT };
    expect(checkpointText(checkpoint)).toBe(TEXT);
    expect(readCheckpoint(TEXT)).toEqual(checkpoint);
  });

  it.each([0, 1, 2 ** 40, Number.MAX_SAFE_INTEGER])('is of %p leaves', (size) => {
    expect(readCheckpoint(checkpointText({ origin: 'a', size, root: ROOT })).size).toBe(size);
  });

  it.each([
    ['an empty text', '', 'three lines'],
    ['no last line break', TEXT.slice(0, -1), 'three lines'],
    ['an extension line', `${TEXT}more\n`, 'three lines'],
    ['two lines', TEXT.replace('8\n', ''), 'three lines'],
    ['no origin', TEXT.replace(/^.*/, ''), 'origin'],
    ['a blank in its origin', TEXT.replace('localhost', 'local host'), 'origin'],
    ['a plus sign in its origin', TEXT.replace('localhost', 'local+host'), 'origin'],
    ['a leading zero', TEXT.replace('\n8', '\n08'), 'size'],
    ['a sign', TEXT.replace('\n8', '\n+8'), 'size'],
    ['a hexadecimal size', TEXT.replace('\n8', '\n0x8'), 'size'],
    ['no size', TEXT.replace('\n8', '\n'), 'size'],
    ['a size of 2^53', TEXT.replace('\n8', '\n9007199254740992'), 'size'],
    ['a root of 31 bytes', TEXT.replace(/\n[^\n]*\n$/, `\n${ROOT.subarray(1).toString('base64')}\n`), 'root'],
    ['a root without padding', TEXT.replace('=', ''), 'root'],
    ['a root in another spelling', TEXT.replace('yg=', 'yh='), 'root'],
    ['base64url', TEXT.replace('+', '-'), 'root'],
  ])('has no form with %s', (_, text, fault) => {
    expect(() => readCheckpoint(text)).toThrow(CheckpointError);
    expect(() => readCheckpoint(text)).toThrow(fault);
  });

  it.each([
    { origin: 'a\nb', size: 1, root: ROOT },
    { origin: '', size: 1, root: ROOT },
    { origin: 'a', size: 1.5, root: ROOT },
    { origin: 'a', size: -1, root: ROOT },
    { origin: 'a', size: 1e21, root: ROOT },
    { origin: 'a', size: 1, root: ROOT.subarray(1) },
  ])('is not made of %j', (checkpoint) => {
    expect(() => checkpointText(checkpoint)).toThrow(CheckpointError);
  });
});
