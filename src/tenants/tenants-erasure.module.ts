import { Module } from '@nestjs/common';
import { ErasedTenantsRepository } from './erased-tenants.repository';
import { TenantsErasureService } from './tenants-erasure.service';

@Module({ providers: [TenantsErasureService, ErasedTenantsRepository], exports: [TenantsErasureService] })
export class TenantsErasureModule {}
