import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from './embedded-postgres-error';

/**
 * The content of a file that is written once, mode 0600, and never again: of several processes that try at the
 * same moment one writes and all read the same. A crash leaves the whole file or none.
 */
export function keepOnce(file: string, makeContent: () => string): string {
  const kept = readIfThere(file);
  if (kept !== undefined) return kept;
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, makeContent(), { mode: 0o600, flag: 'wx', flush: true });
    ignoring('EEXIST', () => {
      linkSync(draft, file);
    });
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a finished folder in its place; false when another process had put its own there first. */
export function moveOnce(finished: string, place: string): boolean {
  try {
    renameSync(finished, place);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function ignoring(code: string, attempt: () => void): void {
  try {
    attempt();
  } catch (error) {
    if (errorCode(error) !== code) throw error;
  }
}
