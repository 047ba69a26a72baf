import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ProfileHistoryModule } from '../../evaluation/profile-history.module';
import type { Runtime } from '../../runtime';
import { TenantDirectoryModule } from '../../tenants/tenant-directory.module';

/** What the command is put together from: no API, no queue. */
@Module({ imports: [ProfileHistoryModule, TenantDirectoryModule] })
export class RebuildProfilesModule {
  static with({ foundation }: Runtime): DynamicModule {
    return { module: RebuildProfilesModule, imports: [...foundation] };
  }
}
