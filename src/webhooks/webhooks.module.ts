import { Module } from '@nestjs/common';

/** Endpoints, what became of each delivery, and what is sent again: as the tenant manages them. */
@Module({})
export class WebhooksModule {}
