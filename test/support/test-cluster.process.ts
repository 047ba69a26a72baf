import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCluster } from './test-cluster';

/** Runs the PostgreSQL of a test run, with a migrated database that every test file copies, until its parent lets go. */
async function main(): Promise<void> {
  const homeDir = mkdtempSync(join(tmpdir(), 'trustflow-test-'));
  // As root PostgreSQL runs as another user, who has to get in.
  chmodSync(homeDir, 0o711);
  const cluster = await startTestCluster(homeDir);
  process.once('disconnect', () => void cluster.stop());
  // Ctrl-C reaches this process too: its parent ends of it, and lets go.
  process.on('SIGINT', () => undefined);
  process.send?.(JSON.stringify(cluster.urls));
}

void main();
