import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AuditStreams } from './audit-streams';
import { ExportAuditQuery, toSpan } from './export-audit.dto';

const MEDIA_TYPE = 'application/x-ndjson';
const EXAMPLE =
  '{"format":"trustflow-audit-export-v1","tenantId":"tenant_01m81b97bbevp8a80j3f0vptx9","from":null,"to":null,' +
  '"firstIndex":0,"endIndex":0,"treeSize":0,"checkpoint":"…","before":[],"after":[]}\n';

@ApiTags('Audit')
@Controller('v1/audit/export')
export class AuditExportController {
  constructor(private readonly streams: AuditStreams) {}

  @Get()
  @RequireScope('audit:read')
  @ApiOperation({
    summary: 'Take the trail away, with what is needed to check it',
    description:
      'Lines of JSON: first which leaves of the tree follow and the hashes beside them, then each entry with its ' +
      'salt, in the order of the tree. Whoever has it can check it without this service: `docs/proofs.md` says how. ' +
      'What was not sealed yet is left out. A connection that breaks before `endIndex` has cut it off.',
    operationId: 'exportAudit',
  })
  @ApiProduces(MEDIA_TYPE)
  @ApiOkResponse({ schema: { type: 'string', example: EXAMPLE } })
  async export(@CurrentCaller() caller: Caller, @Query() query: ExportAuditQuery): Promise<StreamableFile> {
    const stream = await this.streams.open(caller, toSpan(query));
    return new StreamableFile(stream, {
      type: MEDIA_TYPE,
      disposition: 'attachment; filename="trustflow-audit.ndjson"',
    });
  }
}
