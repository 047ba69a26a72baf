import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseUrls } from '@libs/config/settings';
import { startEmbeddedDatabase } from '@libs/database/embedded-database';
import { migrate } from '@libs/database/migrator';
import { migrateQueue } from '@libs/queue/queue-schema';
import { schema } from '../../src/schema';

export interface ClusterUrls extends Required<DatabaseUrls> {
  readonly superuser: string;
}

export interface TestCluster {
  readonly urls: ClusterUrls;
  /** Where its data really lie. */
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** The same server, roles and migrations as the product's own; only the disk is not waited for, unless it is asked for. */
export async function startTestCluster(
  homeDir: string,
  serverSettings: Record<string, string> = { fsync: 'off' },
): Promise<TestCluster> {
  const { urls, server } = await startEmbeddedDatabase({
    homeDir,
    rolesSqlFile: join(__dirname, '../../docker/roles.sql'),
    serverSettings: { max_connections: '200', ...serverSettings },
  });
  await migrate(schema, urls.owner, migrateQueue);
  const { user, password, host, port } = server.connection;
  return {
    urls: { ...urls, superuser: `postgres://${user}:${password}@${host}:${port}/postgres` },
    dataDir: server.dataDir,
    async stop() {
      await server.stop();
      rmSync(homeDir, { recursive: true, force: true });
    },
  };
}
