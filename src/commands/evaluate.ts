import 'reflect-metadata';
import { readApiKey } from '@libs/config/settings';
import { run } from './evaluate/evaluate.command';
import { startOwnServer } from './evaluate/own-server';

void run(process.argv.slice(2), { apiKey: readApiKey(), startServer: startOwnServer }).then((exitCode) => {
  process.exit(exitCode);
});
