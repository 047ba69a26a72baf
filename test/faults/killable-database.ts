import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serversOn } from '../database/embedded-postgres-processes';
import { startTestCluster } from '../support/test-cluster';
import { createTestDatabase, testDatabaseOn } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { behindCable } from './cuttable-database';

/** A database on a server of its own, which waits for the disk as in production, and can be killed. */
export interface KillableDatabase extends TestDatabase {
  /** SIGKILL to the server and each of its processes. */
  kill(): void;
  /** Recovers from what is on the disk. */
  restart(): Promise<void>;
}

export async function killableDatabase(): Promise<KillableDatabase> {
  const homeDir = mkdtempSync(join(tmpdir(), 'trustflow-killable-'));
  // As root PostgreSQL runs as another user, who has to get in.
  chmodSync(homeDir, 0o711);
  let cluster = await startTestCluster(homeDir, { fsync: 'on' });
  const { name, ...first } = await createTestDatabase(cluster.urls);
  const current = (): TestDatabase => testDatabaseOn(cluster.urls, name);
  // It listens elsewhere each time, while the product goes on with the address that it knows.
  const cable = await behindCable({ ...first, name });
  return {
    ...cable,
    query: (sql, parameters) => current().query(sql, parameters),
    queryAs: (role, sql, parameters) => current().queryAs(role, sql, parameters),
    kill: () => {
      for (const pid of serversOn(cluster.dataDir)) process.kill(pid, 'SIGKILL');
    },
    restart: async () => {
      cluster = await startTestCluster(homeDir, { fsync: 'on' });
      cable.plugInto(cluster.urls.app);
    },
    drop: async () => {
      await cable.unplug();
      await cluster.stop();
    },
  };
}
