import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NestFactory } from '@nestjs/core';
import { toTenantId } from '@libs/database/tenant-id';
import { uuidUpperBound } from '@libs/ids/typeid';
import { run } from '../../src/commands/rebuild-profiles/rebuild-profiles.command';
import { RebuildProfilesModule } from '../../src/commands/rebuild-profiles/rebuild-profiles.module';
import { ProfileHistoryService } from '../../src/evaluation/profile-history.service';
import type { ProfileSelection, RebuildReport } from '../../src/evaluation/profile-history.types';
import { openRuntime } from '../../src/runtime';
import { setClock } from '../support/set-clock';
import { testSettings } from '../support/test-api';
import type { TestDatabase } from '../support/test-database';
import { uuidOfTenant } from './books';

export interface Rebuilding {
  /** At a time, now unless another is given: what came a minute before it is settled. */
  rebuild(tenantId: string, over?: Partial<ProfileSelection>, atMs?: number): Promise<RebuildReport>;
  /** Of everything up to now. */
  snapshot(tenantId: string): Promise<number>;
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
