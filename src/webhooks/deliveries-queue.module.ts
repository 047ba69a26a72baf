import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';

export const DELIVERIES_QUEUE = 'deliveries';

/** The queue of deliveries that are to be sent now. */
@Module({ imports: [BullModule.registerQueue({ name: DELIVERIES_QUEUE })], exports: [BullModule] })
export class DeliveriesQueueModule {}
