// The transform of packages and of our own code that isn't a test: Node loads them, once for all test files of a worker,
// as in production. Jest alone would compile some 3,600 modules anew for every file.
const { createHash } = require('node:crypto');
const WorkerEnvironment = require('./worker-environment.cjs');

const CODE = 'module.exports = requireByNode(__filename);';

module.exports = {
  // Jest loads its own parts through its transforms too, before the first test file.
  process: (source) => ({ code: WorkerEnvironment.hasBegun ? CODE : source }),
  getCacheKey: (source, path) =>
    createHash('sha256')
      .update(`${WorkerEnvironment.hasBegun ? CODE : source} ${path}`)
      .digest('hex'),
};
