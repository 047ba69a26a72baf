import { Module } from '@nestjs/common';
import { ExportsModule } from './exports/exports.module';

/** What is kept of a tenant: given to it on request, and erased on request. */
@Module({
  imports: [ExportsModule],
})
export class PrivacyModule {}
