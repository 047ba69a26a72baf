import { Module } from '@nestjs/common';
import { ErasedEventsRepository } from './erased-events.repository';
import { EventsErasureService } from './events-erasure.service';

@Module({ providers: [EventsErasureService, ErasedEventsRepository], exports: [EventsErasureService] })
export class EventsErasureModule {}
