import { Module } from '@nestjs/common';
import { EventsController } from './events.controller';
import { EventsRepository } from './events.repository';
import { EventsService } from './events.service';
import { OutboxNudge } from './outbox-nudge';

/** What customers are told. A leaf: everyone publishes to it, it knows nobody. */
@Module({
  controllers: [EventsController],
  providers: [EventsService, EventsRepository, OutboxNudge],
  exports: [EventsService],
})
export class EventsModule {}
