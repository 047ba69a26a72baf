import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepOnce, moveOnce } from './once-on-disk';
import { withWorkFolder } from './work-folder';

const noProcess = 2 ** 31 - 1;

describe('things made once on disk', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'once-on-disk-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('a secret is its owner’s only, and stays what it was', () => {
    const file = join(folder, 'password');
    expect(keepOnce(file, () => 'first')).toBe('first');
    expect(keepOnce(file, () => 'second')).toBe('first');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['password']);
  });

  it('a secret that another process wrote in between is taken over', () => {
    const file = join(folder, 'password');
    const makeLate = (): string => {
      writeFileSync(file, 'theirs');
      return 'ours';
    };
    expect(keepOnce(file, makeLate)).toBe('theirs');
  });

  it('a folder is put in its place unless one with content is there', () => {
    for (const name of ['first', 'second']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, name), '');
    }
    const place = join(folder, 'place');
    expect(moveOnce(join(folder, 'first'), place)).toBe(true);
    expect(moveOnce(join(folder, 'second'), place)).toBe(false);
    expect(readdirSync(place)).toEqual(['first']);
  });

  it('a work folder is gone when the work is done, and when it failed', async () => {
    const seen: boolean[] = [];
    await withWorkFolder(folder, (work) => seen.push(existsSync(work)));
    await expect(withWorkFolder(folder, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(seen).toEqual([true]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a work folder of a dead process is removed, one of a living process is not', async () => {
    const ofLiving = `unfinished-${process.pid}-abc`;
    for (const name of [ofLiving, `unfinished-${noProcess}-abc`, 'postgres-18'])
      mkdirSync(join(folder, name));
    await withWorkFolder(folder, () => undefined);
    expect(readdirSync(folder).sort()).toEqual(['postgres-18', ofLiving].sort());
  });
});
