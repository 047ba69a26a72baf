import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of package.json, from the compiled file as from the source. */
export function projectFolder(): string {
  const above = join(__dirname, '..');
  return existsSync(join(above, 'package.json')) ? above : join(above, '..');
}
