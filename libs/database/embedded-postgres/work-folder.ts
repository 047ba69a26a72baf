import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './embedded-postgres-error';

const namePattern = /^unfinished-(\d+)-/;

/**
 * Runs the work in a new folder beside the place that its result is for (same file system, so that a rename can
 * finish it). The folder is gone afterwards, and so are those of processes that died in the middle.
 */
export async function withWorkFolder<T>(
  parent: string,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  removeAbandoned(parent);
  const folder = mkdtempSync(join(parent, `unfinished-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const maker = namePattern.exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // Its initdb may still be writing, or another process removes it too: the next start tries again.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
