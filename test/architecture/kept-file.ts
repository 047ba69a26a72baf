import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/**
 * Holds a file of the repository equal to what it is made from, byte for byte.
 * `UPDATE_SNAPSHOTS=1 npx jest test/architecture --selectProjects e2e` writes it anew.
 */
export function expectKeptFile(path: string, made: string): void {
  const file = join(ROOT, path);
  if (process.env['UPDATE_SNAPSHOTS'] === '1') writeFileSync(file, made);
  expect(readFileSync(file, 'utf8')).toBe(made);
}
