// `npm run bench -- engine [options]` runs test/bench/engine/engine.bench.ts.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const fileOf = (name) => join(__dirname, name, `${name}.bench.ts`);
const [name, ...argv] = process.argv.slice(2);
const benches = readdirSync(__dirname).filter((each) => existsSync(fileOf(each)));
if (!benches.includes(name)) {
  console.error(`bench: unknown "${name ?? ''}"; expected one of ${benches.join(', ')}`);
  process.exit(2);
}
process.argv = [process.argv[0], process.argv[1], fileOf(name), ...argv];
require('../support/run-typescript.cjs');
