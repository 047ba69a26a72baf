import { Module } from '@nestjs/common';

/** Expands events into deliveries, claims what is due, sends it, and writes down what came back. */
@Module({})
export class WebhooksWorkerModule {}
