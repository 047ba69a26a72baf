import { Module } from '@nestjs/common';
import { EventsRepository } from './events.repository';
import { EventsService } from './events.service';

/** What customers are told. A leaf: everyone publishes to it, it knows nobody. */
@Module({ providers: [EventsService, EventsRepository], exports: [EventsService] })
export class EventsModule {}
