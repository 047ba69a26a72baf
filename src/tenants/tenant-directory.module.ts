import { Module } from '@nestjs/common';
import { TenantDirectoryService } from './tenant-directory.service';

/** For processes that may work across tenants. */
@Module({ providers: [TenantDirectoryService], exports: [TenantDirectoryService] })
export class TenantDirectoryModule {}
