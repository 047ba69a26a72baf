import type { TestCluster } from './test-cluster';

export default async function teardown(): Promise<void> {
  await (globalThis as { trustflowTestCluster?: TestCluster }).trustflowTestCluster?.stop();
}
