import {
  EmbeddedPostgresError,
  errorCode,
  folderError,
  lastLines,
  programError,
} from './embedded-postgres-error';

const refused = (code: string): Error => Object.assign(new Error(`${code}: something`), { code });

describe('what the file system refused', () => {
  it.each([
    ['EACCES', "the user ana can't write"],
    ['EPERM', "the user ana can't write"],
    ['EROFS', "the user ana can't write"],
    ['ENOTDIR', 'a file stands at that path'],
    ['EEXIST', 'a file stands at that path'],
    ['ENOSPC', 'disk is full'],
    ['EDQUOT', 'disk is full'],
    ['EIO', 'EIO: something'],
  ])('is told as a sentence with the folder: %s', (code, expected) => {
    const { message, cause } = folderError(refused(code), '/srv/home', 'ana');
    expect(message).toContain(expected);
    expect(message).toContain('/srv/home');
    expect(message).not.toContain('\n');
    expect(errorCode(cause)).toBe(code);
  });

  it('is not told twice', () => {
    const told = new EmbeddedPostgresError('Told.');
    expect(folderError(told, '/srv/home', 'ana')).toBe(told);
  });
});

describe('what a program said before it ended', () => {
  it('stands under the sentence, its last lines only', () => {
    const output = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n');
    expect(programError('It ended', `${output}\n`, '/srv/home').message).toBe(
      'It ended. Its last lines:\nline 14\nline 15\nline 16\nline 17\nline 18\nline 19',
    );
  });

  it('is bounded when it is one endless line', () => {
    expect(lastLines('x'.repeat(100_000))).toHaveLength(2_000);
  });

  it('is said to be nothing when it was', () => {
    expect(programError('It ended', ' \n', '/srv/home').message).toBe('It ended, and it said nothing.');
  });

  it('is told as a full disk when that is the reason', () => {
    const { message } = programError('It ended', 'could not write: No space left on device', '/srv/home');
    expect(message).toMatch(/\/srv\/home.* disk is full/);
    expect(message).not.toContain('It ended');
  });
});
