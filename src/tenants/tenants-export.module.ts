import { Module } from '@nestjs/common';
import { TenantsExportService } from './tenants-export.service';
import { TenantsRepository } from './tenants.repository';

@Module({ providers: [TenantsExportService, TenantsRepository], exports: [TenantsExportService] })
export class TenantsExportModule {}
