import { Module } from '@nestjs/common';
import { ErasuresModule } from './erasures/erasures.module';
import { ExportsModule } from './exports/exports.module';

/** What is kept of a tenant: given to it on request, and erased on request. */
@Module({ imports: [ExportsModule, ErasuresModule] })
export class PrivacyModule {}
