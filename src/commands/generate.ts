import { run } from './generate/generate.command';

void run(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
