import { Module } from '@nestjs/common';

/** What is kept of a tenant: given to it on request, and erased on request. */
@Module({})
export class PrivacyModule {}
