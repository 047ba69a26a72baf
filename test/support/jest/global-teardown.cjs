const { once } = require('node:events');
const setup = require('./global-setup.cjs');

module.exports = async function teardown() {
  const { cluster } = setup;
  const ended = once(cluster, 'exit');
  cluster.disconnect();
  await ended;
};
