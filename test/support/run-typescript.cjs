// `node test/support/run-typescript.cjs file.ts [options]` runs a file of ours without a build: TypeScript is compiled as it is loaded.
const { transformFileSync } = require('@swc/core');
const Module = require('node:module');
const { resolve } = require('node:path');

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
// Endings are tried in the order in which they were set: a name.ts goes before the name.json beside it, as in the build.
for (const ending of ['.json', '.node']) {
  const load = Module._extensions[ending];
  delete Module._extensions[ending];
  Module._extensions[ending] = load;
}
require('./resolve-aliases');
const file = resolve(process.argv[2]);
process.argv = [process.argv[0], file, ...process.argv.slice(3)];
require(file);
