// `node test/support/run-typescript.cjs file.ts [options]` runs a file of ours without a build.
require('./typescript-loader.cjs');
const { resolve } = require('node:path');

const file = resolve(process.argv[2]);
process.argv = [process.argv[0], file, ...process.argv.slice(3)];
require(file);
