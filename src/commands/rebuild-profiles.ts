import 'reflect-metadata';
import { readSettings } from '@libs/config/settings';
import { run } from './rebuild-profiles/rebuild-profiles.command';

void run(process.argv.slice(2), readSettings).then((exitCode) => {
  process.exit(exitCode);
});
