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
  stop(): Promise<void>;
}

/** The same server, roles and migrations as the product's own; only the disk is not waited for. */
export async function startTestCluster(homeDir: string): Promise<TestCluster> {
  const { urls, server } = await startEmbeddedDatabase({
    homeDir,
    rolesSqlFile: join(__dirname, '../../docker/roles.sql'),
    serverSettings: { fsync: 'off', max_connections: '200' },
  });
  await migrate(schema, urls.owner, migrateQueue);
  const { user, password, host, port } = server.connection;
  return {
    urls: { ...urls, superuser: `postgres://${user}:${password}@${host}:${port}/postgres` },
    async stop() {
      await server.stop();
      rmSync(homeDir, { recursive: true, force: true });
    },
  };
}
