import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, PageQuery, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { Problem } from '@libs/http/problem';
import { RequireScope } from '@libs/http/scopes.decorator';
import { parseId } from '@libs/ids/typeid';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import {
  CreateEntryDto,
  CreateListDto,
  ListEntryResponse,
  ListResponse,
  RemoveEntryDto,
  toListEntryResponse,
  toListResponse,
  toNewEntry,
  toNewList,
} from './list.dto';
import { ListsService } from './lists.service';

const ListPage = PageOf(ListResponse);
const ListEntryPage = PageOf(ListEntryResponse);
const NAME = { name: 'name', description: 'The name of the list.', example: 'trusted' };

@ApiTags('Lists')
@Controller('v1/lists')
export class ListsController {
  constructor(private readonly lists: ListsService) {}

  @Get()
  @RequireScope('lists:read')
  @ApiOperation({ summary: 'List the lists, newest first', operationId: 'listLists' })
  @ApiOkResponse({ type: ListPage })
  async list(@CurrentCaller() { tenantId }: Caller, @Query() query: PageQuery): Promise<Page<ListResponse>> {
    return mapPage(await this.lists.page(tenantId, toSlice(query)), toListResponse);
  }

  @Post()
  @RequireScope('lists:write')
  @Idempotent()
  @ApiOperation({ summary: 'Create a list', operationId: 'createList' })
  @ApiCreatedResponse({ type: ListResponse })
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateListDto): Promise<ListResponse> {
    return toListResponse(await this.lists.create(caller, toNewList(body)));
  }

  @Get(':name')
  @RequireScope('lists:read')
  @ApiOperation({ summary: 'Show a list', operationId: 'getList' })
  @ApiParam(NAME)
  @ApiOkResponse({ type: ListResponse })
  async get(@CurrentCaller() { tenantId }: Caller, @Param('name') name: string): Promise<ListResponse> {
    return toListResponse(await this.lists.get(tenantId, name));
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('lists:write')
  @ApiOperation({ summary: 'Delete a list with its entries', operationId: 'deleteList' })
  @ApiParam(NAME)
  @ApiNoContentResponse()
  remove(@CurrentCaller() caller: Caller, @Param('name') name: string): Promise<void> {
    return this.lists.remove(caller, name);
  }

  @Get(':name/entries')
  @RequireScope('lists:read')
  @ApiOperation({ summary: "List a list's entries, newest first", operationId: 'listEntries' })
  @ApiParam(NAME)
  @ApiOkResponse({ type: ListEntryPage })
  async entries(
    @CurrentCaller() { tenantId }: Caller,
    @Param('name') name: string,
    @Query() query: PageQuery,
  ): Promise<Page<ListEntryResponse>> {
    return mapPage(await this.lists.entries(tenantId, name, toSlice(query)), toListEntryResponse);
  }

  @Post(':name/entries')
  @RequireScope('lists:write')
  @Idempotent()
  @ApiOperation({ summary: 'Put a value on a list, or renew it', operationId: 'putEntry' })
  @ApiParam(NAME)
  @ApiCreatedResponse({ type: ListEntryResponse })
  async putEntry(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Body() body: CreateEntryDto,
  ): Promise<ListEntryResponse> {
    return toListEntryResponse(await this.lists.putEntry(caller, name, toNewEntry(body)));
  }

  @Delete(':name/entries/:entryId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('lists:write')
  @ApiOperation({ summary: 'Take an entry off a list', operationId: 'deleteEntry' })
  @ApiParam(NAME)
  @ApiParam({
    name: 'entryId',
    description: 'The id of the entry.',
    example: 'entry_01kapm4y6qf0t9d2h1w8zc3v5x',
  })
  @ApiNoContentResponse()
  removeEntry(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Param('entryId') entryId: string,
  ): Promise<void> {
    const id = parseId('entry', entryId);
    if (id === undefined) throw new Problem('not_found', 'There is no such entry.');
    return this.lists.removeEntry(caller, name, { id });
  }

  @Post(':name/entries/remove')
  @HttpCode(HttpStatus.NO_CONTENT)
  @RequireScope('lists:write')
  @ApiOperation({ summary: 'Take a value off a list', operationId: 'removeEntry' })
  @ApiParam(NAME)
  @ApiNoContentResponse()
  removeValue(
    @CurrentCaller() caller: Caller,
    @Param('name') name: string,
    @Body() { value }: RemoveEntryDto,
  ): Promise<void> {
    return this.lists.removeEntry(caller, name, { value });
  }
}
