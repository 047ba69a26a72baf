// Node loads our TypeScript as it is required, without a build.
const { transformFileSync } = require('@swc/core');
const Module = require('node:module');
const { join } = require('node:path');

const LIBS = join(__dirname, '../../libs');
const OPTIONS = { ...require('./swc-options.cjs'), sourceMaps: 'inline' };

Module._extensions['.ts'] = (module, filename) => {
  module._compile(transformFileSync(filename, OPTIONS).code, filename);
};
// Endings are tried in the order in which they were set: a name.ts goes before the name.json beside it, as in the build.
for (const ending of ['.json', '.node']) {
  const load = Module._extensions[ending];
  delete Module._extensions[ending];
  Module._extensions[ending] = load;
}

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const path = request.startsWith('@libs/') ? join(LIBS, request.slice('@libs/'.length)) : request;
  return resolveFilename.call(this, path, ...rest);
};

process.setSourceMapsEnabled(true);
