const { once } = require('node:events');

module.exports = async function teardown() {
  const cluster = globalThis.trustflowTestCluster;
  const ended = once(cluster, 'exit');
  cluster.disconnect();
  await ended;
};
