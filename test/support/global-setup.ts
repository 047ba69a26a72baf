import './resolve-aliases';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCluster } from './test-cluster';
import type { TestCluster } from './test-cluster';

/** One PostgreSQL for the whole run, with a migrated database that every test file copies. */
export default async function setup(): Promise<void> {
  const homeDir = mkdtempSync(join(tmpdir(), 'trustflow-test-'));
  // As root PostgreSQL runs as another user, who has to get in.
  chmodSync(homeDir, 0o711);
  const cluster = await startTestCluster(homeDir);
  process.env['TRUSTFLOW_TEST_CLUSTER'] = JSON.stringify(cluster.urls);
  (globalThis as { trustflowTestCluster?: TestCluster }).trustflowTestCluster = cluster;
}
