import { readSettings } from '@libs/config/settings';
import type { Settings } from '@libs/config/settings';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { MainModule } from '../../src/main.module';
import { openRuntime } from '../../src/runtime';
import { startApi } from '../../src/start-api';
import { createTestDatabase } from './test-database';
import type { TestDatabase } from './test-database';

export const TEST_MASTER_KEYS = `test:${Buffer.alloc(32, 42).toString('base64')}`;

export interface TestApi {
  readonly url: string;
  readonly app: NestExpressApplication;
  /** Of plain HTTP beside TLS. */
  readonly redirectPort?: number;
  readonly database: TestDatabase;
  stop(): Promise<void>;
}

/** The product as it starts, API and worker, on a database of its own and a free port. */
export async function startTestApi(over: Partial<Settings> = {}, shared?: TestDatabase): Promise<TestApi> {
  const database = shared ?? (await createTestDatabase());
  const settings = testSettings(database, over);
  const runtime = await openRuntime(settings, { worker: true });
  const api = await startApi(MainModule.with(runtime), settings);
  return {
    url: api.url,
    app: api.app,
    ...(api.redirectPort !== undefined && { redirectPort: api.redirectPort }),
    database,
    async stop() {
      await api.close();
      await runtime.close();
      if (shared === undefined) await database.drop();
    },
  };
}

export function testSettings(database: TestDatabase, over: Partial<Settings> = {}): Settings {
  return {
    ...readSettings({ LOG_LEVEL: 'silent', RATE_LIMIT_SCALE: '1000' }),
    port: 0,
    databaseUrls: database.urls,
    masterKeys: TEST_MASTER_KEYS,
    signupLimitPerHour: 1_000,
    webhookAllowTargets: ['127.0.0.0/8'],
    ...over,
  };
}
