const { fork } = require('node:child_process');
const { join } = require('node:path');

const SUPPORT = join(__dirname, '..');

module.exports = setup;

/** One PostgreSQL for the whole run. In a process of its own, since Jest transforms whatever this one loads. */
async function setup() {
  const cluster = fork(join(SUPPORT, 'run-typescript.cjs'), [join(SUPPORT, 'test-cluster.process.ts')]);
  setup.cluster = cluster;
  process.env.TRUSTFLOW_TEST_CLUSTER = await new Promise((resolve, reject) => {
    cluster.once('message', resolve);
    cluster.once('exit', (code) =>
      reject(new Error(`the tests' PostgreSQL did not start (exit code ${code})`)),
    );
  });
}
