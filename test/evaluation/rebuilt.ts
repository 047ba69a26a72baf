import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NestFactory } from '@nestjs/core';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { uuidUpperBound } from '@libs/ids/typeid';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { Profile } from '@libs/risk-engine/profile';
import { run } from '../../src/commands/rebuild-profiles/rebuild-profiles.command';
import { RebuildProfilesModule } from '../../src/commands/rebuild-profiles/rebuild-profiles.module';
import { EntityHistory } from '../../src/evaluation/history/entity-history';
import { ProfileHistoryService } from '../../src/evaluation/profile-history.service';
import type { ProfileSelection, RebuildReport } from '../../src/evaluation/profile-history.types';
import { openRuntime } from '../../src/runtime';
import { TenantsService } from '../../src/tenants/tenants.service';
import { setClock } from '../support/set-clock';
import { testSettings } from '../support/test-api';
import type { TestDatabase } from '../support/test-database';
import { uuidOfTenant } from './books';

const AFTER_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export interface Rebuilding {
  /** At a time, now unless another is given: what came a minute before it is settled. */
  rebuild(tenantId: string, over?: Partial<ProfileSelection>, atMs?: number): Promise<RebuildReport>;
  /** Of everything up to now. */
  snapshot(tenantId: string): Promise<number>;
  /** What is made of an entity's records where something happens between the reading that locks nothing and the other. */
  inTwoReadings(
    tenantId: string,
    key: EntityKey,
    meanwhile: () => Promise<void>,
  ): Promise<Profile | undefined>;
  stop(): Promise<void>;
}

/** What the command runs, in this process. */
export async function startRebuilding(database: TestDatabase): Promise<Rebuilding> {
  const runtime = await openRuntime(testSettings(database), { worker: true });
  const context = await NestFactory.createApplicationContext(RebuildProfilesModule.with(runtime), {
    logger: false,
  });
  const service = context.get(ProfileHistoryService, { strict: false });
  return {
    rebuild: (tenantId, over = {}, atMs = Date.now()) => {
      setClock(context, atMs);
      const selection = { kind: undefined, id: undefined, isDryRun: false, ...over };
      return service.rebuild(toTenantId(uuidOfTenant(tenantId)), selection);
    },
    snapshot: (tenantId) => {
      const nowMs = Date.now();
      setClock(context, nowMs + 60_000);
      return service.snapshot(toTenantId(uuidOfTenant(tenantId)), uuidUpperBound(nowMs));
    },
    inTwoReadings: async (tenantId, key, meanwhile) => {
      const history = context.get(EntityHistory, { strict: false });
      const tenant = await context
        .get(TenantsService, { strict: false })
        .get(toTenantId(uuidOfTenant(tenantId)));
      setClock(context, Date.now() + 60_000);
      const settled = await history.readSettled({ tenant, key }, history.settledId());
      await meanwhile();
      return context
        .get(TenantDatabase, { strict: false })
        .run(tenant.id, (tx) => history.finish(tx, { tenant, key }, settled, AFTER_ALL));
    },
    stop: async () => {
      await context.close();
      await runtime.close();
    },
  };
}

/** `npm run rebuild-profiles -- …` on a database. */
export async function runRebuildProfiles(
  database: TestDatabase,
  argv: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await run(argv, () => testSettings(database), { stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}
