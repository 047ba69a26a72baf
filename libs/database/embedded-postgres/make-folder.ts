import { chmodSync, mkdirSync } from 'node:fs';
import { currentUser } from './database-user';
import { folderError } from './embedded-postgres-error';

/** Makes a folder with exactly this mode, whatever the umask; one that exists keeps its own. */
export function makeFolder(path: string, mode: number): void {
  try {
    if (mkdirSync(path, { recursive: true }) !== undefined) chmodSync(path, mode);
  } catch (error) {
    throw folderError(error, path, currentUser().name);
  }
}
