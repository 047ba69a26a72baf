// `npm run bench -- engine [options]` runs test/bench/engine/engine.bench.ts. TypeScript is compiled as it is loaded.
import { transformFileSync } from '@swc/core';
import { readdirSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const [name, ...argv] = process.argv.slice(2);
const benches = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
if (!benches.includes(name)) {
  console.error(`bench: unknown "${name ?? ''}"; expected one of ${benches.join(', ')}`);
  process.exit(2);
}

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformFileSync(filename, {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      target: 'es2023',
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  module._compile(code, filename);
};
const require = createRequire(import.meta.url);
require('../support/resolve-aliases');
const bench = join(folder, name, `${name}.bench.ts`);
process.argv = [process.argv[0], bench, ...argv];
require(bench);
