import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerLog } from './server-log';

describe('the log of the server', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'server-log-'));
    file = join(folder, 'postgres.log');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is readable by its owner only', () => {
    new ServerLog(file).append('one\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes on where the last start left it', () => {
    new ServerLog(file).append('one\n');
    new ServerLog(file).append('two\n');
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
  });

  it('never grows beyond its size, and keeps what came before once', () => {
    const log = new ServerLog(file, 10);
    log.append('12345');
    log.append('67890');
    expect(readFileSync(file, 'utf8')).toBe('1234567890');
    log.append('x');
    expect([readFileSync(file, 'utf8'), readFileSync(`${file}.1`, 'utf8')]).toEqual(['x', '1234567890']);
  });

  it('keeps the end in memory, bounded, even where the file can’t be written', () => {
    const log = new ServerLog(join(folder, 'missing', 'postgres.log'));
    log.append('a'.repeat(10_000));
    log.append('the end');
    expect(log.tail).toHaveLength(8_192);
    expect(log.tail.endsWith('athe end')).toBe(true);
  });
});
