import type { Writable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { NestFactory } from '@nestjs/core';
import type { Settings } from '@libs/config/settings';
import type { INestApplicationContext } from '@nestjs/common';
import { ProfileHistoryService } from '../../evaluation/profile-history.service';
import type { RebuildReport } from '../../evaluation/profile-history.types';
import { openRuntime } from '../../runtime';
import { TenantDirectoryService } from '../../tenants/tenant-directory.service';
import { UsageError } from '../option-values';
import { RebuildProfilesModule } from './rebuild-profiles.module';
import { parseRebuildProfilesOptions, REBUILD_PROFILES_USAGE } from './rebuild-profiles-options';
import type { RebuildProfilesOptions } from './rebuild-profiles-options';

const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** What is printed at the end. */
interface Report extends RebuildReport {
  readonly tenants: number;
  readonly dryRun: boolean;
}

/** Exit codes: 0 rebuilt or compared, 1 could not be, 2 wrong options. */
export async function run(
  argv: readonly string[],
  readSettings: () => Settings,
  terminal: { readonly stdout: Writable; readonly stderr: Writable } = process,
): Promise<number> {
  try {
    const options = parseRebuildProfilesOptions(argv);
    if (options === 'help') terminal.stdout.write(REBUILD_PROFILES_USAGE);
    else terminal.stdout.write(`${JSON.stringify(await rebuildOn(readSettings(), options))}\n`);
    return EXIT.done;
  } catch (error) {
    const message = isNativeError(error) ? error.message : String(error);
    terminal.stderr.write(`rebuild-profiles: ${message.replaceAll('\n', ' ')}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

async function rebuildOn(settings: Settings, options: RebuildProfilesOptions): Promise<Report> {
  const runtime = await openRuntime(settings, { worker: true });
  try {
    const context = await NestFactory.createApplicationContext(RebuildProfilesModule.with(runtime), {
      logger: false,
      abortOnError: false,
    });
    try {
      return await rebuildEach(context, options);
    } finally {
      await context.close();
    }
  } finally {
    await runtime.close();
  }
}

async function rebuildEach(
  context: INestApplicationContext,
  { tenantId, selection }: RebuildProfilesOptions,
): Promise<Report> {
  const service = context.get(ProfileHistoryService, { strict: false });
  const tenants =
    tenantId === undefined ? context.get(TenantDirectoryService, { strict: false }).all() : [tenantId];
  let report: Report = { tenants: 0, rebuilt: 0, differed: 0, dryRun: selection.isDryRun };
  for await (const each of tenants) {
    const { rebuilt, differed } = await service.rebuild(each, selection);
    report = {
      ...report,
      tenants: report.tenants + 1,
      rebuilt: report.rebuilt + rebuilt,
      differed: report.differed + differed,
    };
  }
  return report;
}
