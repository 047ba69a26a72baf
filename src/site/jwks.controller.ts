import { Controller, Get } from '@nestjs/common';
import { Public } from '@libs/http/scopes.decorator';
import { signingJwk } from '@libs/signing-keys/signing-jwk';
import type { SigningJwk } from '@libs/signing-keys/signing-jwk';
import { SigningKeys } from '@libs/signing-keys/signing-keys';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

export class JwksResponse {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [signingJwk(Buffer.alloc(32, 7))],
    description: 'Ed25519 public keys (RFC 8037), newest first. `kid` is the thumbprint of RFC 7638.',
  })
  readonly keys!: readonly SigningJwk[];
}

@ApiTags('Audit')
@Controller('.well-known/jwks.json')
@Public()
export class JwksController {
  constructor(private readonly signingKeys: SigningKeys) {}

  @Get()
  @ApiOperation({
    summary: 'The keys that sign checkpoints and certificates',
    description: 'All there ever were: what an older one has signed stays good.',
    operationId: 'getJwks',
    security: [],
  })
  @ApiOkResponse({ type: JwksResponse })
  async list(): Promise<JwksResponse> {
    const keys = await this.signingKeys.all();
    return { keys: keys.map(({ publicKey }) => signingJwk(publicKey)) };
  }
}
