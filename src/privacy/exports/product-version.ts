import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../project-folder';

/** What is written in package.json. */
export function productVersion(): string {
  const { version } = JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
