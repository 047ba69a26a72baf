import { readApiKey } from '@libs/config/settings';
import { run } from './listen/listen.command';

void run(process.argv.slice(2), { apiKey: readApiKey() }).then((exitCode) => {
  process.exit(exitCode);
});
