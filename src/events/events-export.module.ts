import { Module } from '@nestjs/common';
import { EventsExportService } from './events-export.service';

@Module({ providers: [EventsExportService], exports: [EventsExportService] })
export class EventsExportModule {}
