import { DataSource } from 'typeorm';
import type { EntityTarget, MigrationInterface, ObjectLiteral } from 'typeorm';

export type EntityClass = EntityTarget<ObjectLiteral> & (new () => object);
export type MigrationClass = new () => MigrationInterface;

/** What the database consists of: the entities of every module and the migrations that made it. */
export interface Schema {
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
}

export interface ConnectionOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly poolSize: number;
}

/** A DataSource that isn't connected yet. It never changes the schema by itself: migrations do. */
export function createDataSource(schema: Schema, options: ConnectionOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    migrationsTransactionMode: 'each',
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
    installExtensions: false,
    poolSize: options.poolSize,
    connectTimeoutMS: 5_000,
    parseInt8: true,
    extra: { keepAlive: true, idleTimeoutMillis: 30_000 },
  });
}
