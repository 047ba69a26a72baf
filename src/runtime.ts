import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import type { DatabaseUrls, Settings } from '@libs/config/settings';
import { SettingsError } from '@libs/config/settings-error';
import { ChangeListener } from '@libs/database/change-listener';
import { createDataSource } from '@libs/database/data-source';
import type { DatabaseConnections } from '@libs/database/database.module';
import { startEmbeddedDatabase } from '@libs/database/embedded-database';
import type { EmbeddedPostgres } from '@libs/database/embedded-postgres/embedded-postgres';
import { keepOnce } from '@libs/database/embedded-postgres/once-on-disk';
import { JointDatabase } from '@libs/database/joint-database';
import { checkMigrated, connect, migrate } from '@libs/database/migrator';
import { checkApplicationRole, checkServerVersion } from '@libs/database/server-checks';
import { SystemDatabase } from '@libs/database/system-database';
import { migrateQueue } from '@libs/queue/queue-schema';
import type { KeyHistory } from '@libs/secrets/key-history';
import { KeyRing } from '@libs/secrets/key-ring';
import { foundationOf } from './foundation';
import { checkMasterKeys } from './operations/master-keys';
import { projectFolder } from './project-folder';
import { schema } from './schema';

const APP_POOL = 16;
const SYSTEM_POOL = 6;

/** What the modules of a process stand on, opened and checked. */
export interface Runtime {
  readonly settings: Settings;
  readonly urls: DatabaseUrls;
  /** Undefined: the database is somebody else's to run. */
  readonly embedded?: EmbeddedPostgres;
  /** The global modules, made once: Nest knows a dynamic module by its reference. */
  readonly foundation: readonly DynamicModule[];
  /** After the modules were closed. */
  close(): Promise<void>;
}

export interface RuntimeNeeds {
  /** Cross-tenant connections, for processes with a worker. */
  readonly worker: boolean;
}

/** Opens the database, brings it up to date where the owner's URL is known, and refuses what would be unsafe. */
export async function openRuntime(settings: Settings, needs: RuntimeNeeds): Promise<Runtime> {
  if (settings.databaseUrls !== undefined) return openOn(settings.databaseUrls, settings, needs);
  const rolesSqlFile = join(projectFolder(), 'docker/roles.sql');
  const { urls, server } = await startEmbeddedDatabase({ homeDir: settings.dataDir, rolesSqlFile });
  try {
    return { ...(await openOn(urls, settings, needs)), embedded: server, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openOn(urls: DatabaseUrls, settings: Settings, needs: RuntimeNeeds): Promise<Runtime> {
  if (needs.worker && urls.queue === undefined && settings.redisUrl === undefined) {
    throw new SettingsError(['DATABASE_QUEUE_URL: needed by the worker where REDIS_URL is unset']);
  }
  if (urls.owner !== undefined) await migrate(schema, urls.owner, migrateQueue);
  const keyRing = KeyRing.parse(settings.masterKeys ?? keptMasterKeys(settings.dataDir));
  const { connections, keyHistory } = await openConnections(urls, keyRing, needs);
  return {
    settings,
    urls,
    foundation: foundationOf({ settings, keyRing, keyHistory, connections }),
    close: () => Promise.resolve(),
  };
}

interface Opened {
  readonly connections: DatabaseConnections;
  readonly keyHistory: KeyHistory;
}

async function openConnections(urls: DatabaseUrls, keyRing: KeyRing, needs: RuntimeNeeds): Promise<Opened> {
  const { app, keyHistory } = await openApp(urls.app, keyRing);
  try {
    const system = needs.worker ? await openSystem(urls.system) : undefined;
    const listener = new ChangeListener(urls.app);
    listener.start();
    const joint = new JointDatabase(urls.app);
    return { connections: { app, joint, listener, ...(system && { system }) }, keyHistory };
  } catch (error) {
    await app.destroy();
    throw error;
  }
}

async function openApp(
  url: string,
  keyRing: KeyRing,
): Promise<Pick<DatabaseConnections, 'app'> & Pick<Opened, 'keyHistory'>> {
  const app = createDataSource(schema, { url, applicationName: 'trustflow-app', poolSize: APP_POOL });
  await connect(app, 'DATABASE_URL');
  try {
    await checkServerVersion(app);
    await checkApplicationRole(app);
    await checkMigrated(schema, app);
    return { app, keyHistory: await checkMasterKeys(app, keyRing) };
  } catch (error) {
    await app.destroy();
    throw error;
  }
}

async function openSystem(url: string | undefined): Promise<SystemDatabase> {
  if (url === undefined) throw new SettingsError(['DATABASE_SYSTEM_URL: needed by the worker']);
  const system = createDataSource(schema, {
    url,
    applicationName: 'trustflow-system',
    poolSize: SYSTEM_POOL,
  });
  await connect(system, 'DATABASE_SYSTEM_URL');
  return new SystemDatabase(system, url);
}

/** For the embedded database: made once, readable by this user only. */
function keptMasterKeys(dataDir: string): string {
  return keepOnce(join(dataDir, 'master-keys'), () => `k1:${randomBytes(32).toString('base64')}`);
}
