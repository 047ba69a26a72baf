import { Controller, Get, Param, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EntriesService } from './entries.service';
import { EntryIdPipe } from './entry-id.pipe';
import { AuditEntryResponse, ENTRY_ID_EXAMPLE, toEntryResponse } from './entry.response';
import { ListEntriesQuery, toEntryFilter } from './list-entries.dto';

const EntryPage = PageOf(AuditEntryResponse);

@ApiTags('Audit')
@Controller('v1/audit/entries')
export class EntriesController {
  constructor(private readonly entries: EntriesService) {}

  @Get()
  @RequireScope('audit:read')
  @ApiOperation({
    summary: 'List what was done, newest first',
    description:
      'Every decision, every change and every refusal of a key of yours, whatever scopes the key has besides. A page ' +
      'may hold fewer than its limit, even none, and have a next one all the same: so many entries are looked at for it.',
    operationId: 'listAuditEntries',
  })
  @ApiOkResponse({ type: EntryPage })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: ListEntriesQuery,
  ): Promise<Page<AuditEntryResponse>> {
    const page = await this.entries.page(tenantId, toEntryFilter(query), toSlice(query));
    return mapPage(page, toEntryResponse);
  }

  @Get(':id')
  @RequireScope('audit:read')
  @ApiOperation({
    summary: 'Show an audit entry',
    description: 'With the salt, so that its leaf hash can be computed.',
    operationId: 'getAuditEntry',
  })
  @ApiParam({ name: 'id', description: 'The id of the entry.', example: ENTRY_ID_EXAMPLE })
  @ApiOkResponse({ type: AuditEntryResponse })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', EntryIdPipe) id: string,
  ): Promise<AuditEntryResponse> {
    return toEntryResponse(await this.entries.get(tenantId, id));
  }
}
