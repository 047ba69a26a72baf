import { Controller, Get, Param, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EventIdPipe } from './event-id.pipe';
import { EVENT_ID_EXAMPLE, EventResponse, toEventResponse } from './event.response';
import { EventsService } from './events.service';
import { ListEventsQuery, toPattern } from './list-events.dto';

const EventPage = PageOf(EventResponse);

@ApiTags('Webhooks')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @RequireScope('webhooks:read')
  @ApiOperation({
    summary: 'List what happened, newest first',
    description:
      'Left out are events that show what the key has no scope to read. A page may hold fewer than its limit, even ' +
      'none, and have a next one all the same: so many events are looked at for it, whatever their type.',
    operationId: 'listEvents',
  })
  @ApiOkResponse({ type: EventPage })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListEventsQuery): Promise<Page<EventResponse>> {
    const page = await this.events.page(caller, toPattern(query), toSlice(query));
    return mapPage(page, (event) => toEventResponse(event, caller.mode));
  }

  @Get(':id')
  @RequireScope('webhooks:read')
  @ApiOperation({
    summary: 'Show an event',
    description: 'As it is delivered. An event that shows what the key has no scope to read is 404.',
    operationId: 'getEvent',
  })
  @ApiParam({ name: 'id', description: 'The id of the event.', example: EVENT_ID_EXAMPLE })
  @ApiOkResponse({ type: EventResponse })
  async get(@CurrentCaller() caller: Caller, @Param('id', EventIdPipe) id: string): Promise<EventResponse> {
    return toEventResponse(await this.events.get(caller, id), caller.mode);
  }
}
