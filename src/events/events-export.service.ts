import { Injectable } from '@nestjs/common';
import type { ExportSource } from '@libs/personal-data/export-source';
import { keysetSource } from '@libs/personal-data/keyset-source';
import { Event } from './event.entity';
import { toEventResponse } from './event.response';

/** What a tenant was told of, in the export of it. */
@Injectable()
export class EventsExportService {
  readonly sources: readonly ExportSource[] = [
    keysetSource({
      name: 'events',
      about: 'What happened and you were told of, as GET /v1/events answers; kept 30 days.',
      tables: ['events'],
      pageRows: 250,
      entity: Event,
      key: ['id'],
      datedBy: 'id',
      show: (events, { mode }) => events.map((event) => toEventResponse(event, mode)),
    }),
  ];
}
