import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedDatabase } from '@libs/database/embedded-database';
import { migrate } from '@libs/database/migrator';
import { migrateQueue } from '@libs/queue/queue-schema';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { schema } from '../../../src/schema';
import { TEST_MASTER_KEYS } from '../../support/test-api';
import { cpuMicrosBelow } from './process-cpu';

/** The embedded PostgreSQL as the product starts it, durable as ever, with a migrated database that is gone afterwards. */
export class BenchDatabase {
  private constructor(
    private readonly client: Client,
    private readonly postmaster: number,
    /** What the product reads them from. */
    readonly environment: Readonly<Record<string, string>>,
    private readonly end: () => Promise<void>,
  ) {}

  static async start(serverSettings: Record<string, string> = {}): Promise<BenchDatabase> {
    const homeDir = mkdtempSync(join(tmpdir(), 'trustflow-bench-'));
    // As root PostgreSQL runs as another user, who has to get in.
    chmodSync(homeDir, 0o711);
    const rolesSqlFile = join(__dirname, '../../../docker/roles.sql');
    const { urls, server } = await startEmbeddedDatabase({ homeDir, rolesSqlFile, serverSettings });
    await migrate(schema, urls.owner, migrateQueue);
    const client = new Client({ ...server.connection, database: 'trustflow' });
    await client.connect();
    const [postmaster] = readFileSync(join(server.dataDir, 'postmaster.pid'), 'utf8').split('\n');
    const environment = {
      DATABASE_URL: urls.app,
      DATABASE_SYSTEM_URL: urls.system,
      DATABASE_QUEUE_URL: urls.queue,
      TRUSTFLOW_MASTER_KEYS: TEST_MASTER_KEYS,
    };
    return new BenchDatabase(client, Number(postmaster), environment, async () => {
      await client.end();
      await server.stop();
      rmSync(homeDir, { recursive: true, force: true });
    });
  }

  /** As the superuser. */
  async query<Row extends QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, parameters)).rows;
  }

  async number(sql: string): Promise<number> {
    const [row] = await this.query<{ n: string }>(`select (${sql})::text as n`);
    return Number(row?.n);
  }

  /** Of all of the server's processes so far. NaN where the system doesn't tell. */
  cpuMicros(): number {
    return cpuMicrosBelow(this.postmaster);
  }

  walBytes(): Promise<number> {
    return this.number(`pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')`);
  }

  stop(): Promise<void> {
    return this.end();
  }
}
