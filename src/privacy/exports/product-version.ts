import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is written in package.json, which lies above the compiled file as above the source. */
export function productVersion(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('there is a package.json above every file of ours');
    folder = above;
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
