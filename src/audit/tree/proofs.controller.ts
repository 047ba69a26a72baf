import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { EntryIdPipe } from '../entries/entry-id.pipe';
import { ENTRY_ID_EXAMPLE } from '../entries/entry.response';
import { ConsistencyQuery } from './consistency.dto';
import {
  CHECKPOINT_EXAMPLE,
  ConsistencyProofResponse,
  InclusionProofResponse,
  toConsistencyProof,
  toInclusionProof,
} from './proof.response';
import { ProofsService } from './proofs.service';

@ApiTags('Audit')
@Controller('v1/audit')
export class ProofsController {
  constructor(private readonly proofs: ProofsService) {}

  @Get('entries/:id/proof')
  @RequireScope('audit:read')
  @ApiOperation({
    summary: 'Prove that an entry is in the tree',
    description: 'Within 5 seconds of the entry, 409 until then.',
    operationId: 'getInclusionProof',
  })
  @ApiParam({ name: 'id', description: 'The id of the entry.', example: ENTRY_ID_EXAMPLE })
  @ApiOkResponse({ type: InclusionProofResponse })
  async inclusion(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id', EntryIdPipe) id: string,
  ): Promise<InclusionProofResponse> {
    return toInclusionProof(await this.proofs.inclusion(tenantId, id));
  }

  @Get('checkpoint')
  @RequireScope('audit:read')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOperation({
    summary: 'What the tree is now, signed',
    description:
      'A signed note (C2SP tlog-checkpoint) of origin, size and root, by a key of `/.well-known/jwks.json`. Keep it: ' +
      'whatever is shown later has to begin with this tree. 404 before the first entry is sealed.',
    operationId: 'getCheckpoint',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string', example: CHECKPOINT_EXAMPLE } })
  checkpoint(@CurrentCaller() { tenantId }: Caller): Promise<string> {
    return this.proofs.checkpoint(tenantId);
  }

  @Get('consistency')
  @RequireScope('audit:read')
  @ApiOperation({
    summary: 'Prove that the tree only grew',
    description: 'From the size of one checkpoint to that of another.',
    operationId: 'getConsistencyProof',
  })
  @ApiOkResponse({ type: ConsistencyProofResponse })
  async consistency(
    @CurrentCaller() { tenantId }: Caller,
    @Query() { from, to }: ConsistencyQuery,
  ): Promise<ConsistencyProofResponse> {
    return toConsistencyProof(await this.proofs.consistency(tenantId, from, to));
  }
}
