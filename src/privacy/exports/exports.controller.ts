import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { mapPage, PageOf, PageQuery, toSlice } from '@libs/http/pagination';
import type { Page } from '@libs/http/pagination';
import { RequireScope } from '@libs/http/scopes.decorator';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { ArchiveAnswer } from './archive-answer';
import { ExportIdPipe } from './export-id.pipe';
import { COMPLETED_EXAMPLE, EXPORT_ID_EXAMPLE, QUEUED_EXAMPLE } from './export.example';
import { ExportResponse, toExportResponse } from './export.response';
import { ExportsService } from './exports.service';

const ID = { name: 'id', description: 'The id of the export.', example: EXPORT_ID_EXAMPLE };
const ZIP = { 'application/zip': { schema: { type: 'string', format: 'binary' } } } as const;

@ApiTags('Privacy')
@Controller('v1/privacy/exports')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly archives: ArchiveAnswer,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @RequireScope('privacy:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Export everything that is kept of you',
    description:
      'Makes a zip archive of JSON lines, which can be downloaded for seven days; the event export.completed tells when it is there. One is made at a time, and five are kept. Location tells where to see how far it is.',
    operationId: 'startExport',
  })
  @ApiAcceptedResponse({ type: ExportResponse, example: QUEUED_EXAMPLE })
  async start(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ExportResponse> {
    const started = toExportResponse(await this.exports.start(caller), this.clock.now());
    response.location(`/v1/privacy/exports/${started.id}`);
    return started;
  }

  @Get()
  @RequireScope('privacy:read')
  @ApiOperation({ summary: 'List exports, the newest first', operationId: 'listExports' })
  @ApiOkResponse({
    type: PageOf(ExportResponse),
    example: { data: [COMPLETED_EXAMPLE], nextCursor: null },
  })
  async list(
    @CurrentCaller() { tenantId }: Caller,
    @Query() query: PageQuery,
  ): Promise<Page<ExportResponse>> {
    const now = this.clock.now();
    const page = await this.exports.page(tenantId, toSlice(query));
    return mapPage(page, (row) => toExportResponse(row, now));
  }

  @Get(':id')
  @RequireScope('privacy:read')
  @ApiOperation({ summary: 'Show an export: how far it is, and what it holds', operationId: 'getExport' })
  @ApiParam(ID)
  @ApiOkResponse({ type: ExportResponse, example: COMPLETED_EXAMPLE })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', ExportIdPipe) id: string,
  ): Promise<ExportResponse> {
    return toExportResponse(await this.exports.get(tenantId, id), this.clock.now());
  }

  @Get(':id/download')
  @RequireScope('privacy:read')
  @ApiOperation({
    summary: 'Download the archive',
    description:
      'With Range a part of it, so that a download that broke off goes on: send the ETag as If-Range. Two run at a time.',
    operationId: 'downloadExport',
  })
  @ApiParam(ID)
  @ApiHeader({ name: 'Range', required: false, description: 'One range of bytes, such as bytes=1048576-.' })
  @ApiHeader({ name: 'If-Range', required: false, description: 'The ETag of the archive.' })
  @ApiResponse({ status: 200, description: 'The archive.', content: ZIP })
  @ApiResponse({ status: 206, description: 'The range of it.', content: ZIP })
  download(
    @CurrentCaller() caller: Caller,
    @Param('id', ExportIdPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.archives.send(caller, id, { request, response });
  }
}
