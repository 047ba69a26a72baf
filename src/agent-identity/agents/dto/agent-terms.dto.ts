import { IfPresent } from '@libs/http/if-present';
import { IsNested } from '@libs/http/is-nested';
import { IsPrintable } from '@libs/http/is-printable';
import { invalidFields } from '@libs/http/validation-errors';
import type { AgentMethod } from '@libs/request-signature/verification-key';
import { ApiProperty, ApiPropertyOptional, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { Allow, IsIn, IsOptional } from 'class-validator';
import type { AgentChange, AgentTerms } from '../agent-terms';
import { NEXT_JWK_EXAMPLE, PUBLIC_JWK_EXAMPLE } from './agent.response';
import { MANDATE_EXAMPLE, MandateDto, toMandate } from './mandate.dto';

const METHODS: readonly AgentMethod[] = ['ed25519', 'jws', 'hmac'];
const MAX_NAME = 128;
const PUBLIC_KEY_FIELD = {
  oneOf: [{ type: 'object' as const, additionalProperties: true }, { type: 'string' as const }],
  example: PUBLIC_JWK_EXAMPLE,
  description:
    'A JWK (RFC 7517) or a PEM text: of Ed25519 for ed25519; of Ed25519, P-256 or RSA from 2048 bits for jws. None for hmac.',
};
const NAMED = { name: 'Buyer' };
const NAME_FIELD = { example: 'Buyer', minLength: 1, maxLength: MAX_NAME };

@ApiSchema({
  example: { ...NAMED, method: 'ed25519', publicKey: PUBLIC_JWK_EXAMPLE, mandate: MANDATE_EXAMPLE },
} as object)
export class CreateAgentDto {
  @ApiProperty(NAME_FIELD)
  @IsPrintable(MAX_NAME)
  readonly name!: string;

  @ApiProperty({
    enum: [...METHODS],
    example: 'ed25519',
    description:
      'How it signs: HTTP Message Signatures (RFC 9421) with Ed25519 or HMAC-SHA256, or a JWS. ' +
      'For hmac the secret is made here: whoever can check such a signature could have made it.',
  })
  @IsIn(METHODS)
  readonly method!: AgentMethod;

  @ApiPropertyOptional(PUBLIC_KEY_FIELD)
  @Allow()
  readonly publicKey?: unknown;

  @ApiPropertyOptional({
    type: MandateDto,
    description: 'What it may do. Without one nothing is said of it.',
  })
  @IfPresent()
  @IsNested(() => MandateDto)
  readonly mandate?: MandateDto;
}

@ApiSchema({ example: { ...NAMED, mandate: MANDATE_EXAMPLE } } as object)
export class UpdateAgentDto {
  @ApiPropertyOptional(NAME_FIELD)
  @IfPresent()
  @IsPrintable(MAX_NAME)
  readonly name?: string;

  @ApiPropertyOptional({
    oneOf: [{ $ref: getSchemaPath(MandateDto) }, { type: 'null' }],
    description: 'The whole of it: what is left out is not limited. null takes the mandate away.',
  })
  @IsOptional()
  @IsNested(() => MandateDto)
  readonly mandate?: MandateDto | null;
}

export class AddAgentKeyDto {
  @ApiPropertyOptional({ ...PUBLIC_KEY_FIELD, example: NEXT_JWK_EXAMPLE })
  @Allow()
  readonly publicKey?: unknown;
}

/** Throws `validation_failed` that points at a key that is missing or one too many, and at what is wrong in the mandate. */
export function toAgentTerms({ name, method, publicKey, mandate }: CreateAgentDto): AgentTerms {
  requireFitting(method, publicKey);
  return { name, method, publicKey, mandate: mandate === undefined ? null : toMandate(mandate) };
}

/** Throws as above. */
export function toAgentChange({ name, mandate }: UpdateAgentDto): AgentChange {
  return {
    ...(name !== undefined && { name }),
    ...(mandate !== undefined && { mandate: mandate && toMandate(mandate) }),
  };
}

/** Throws as above. */
export function requireFitting(method: AgentMethod, publicKey: unknown): void {
  const isWanted = method !== 'hmac';
  if (isWanted === (publicKey !== undefined)) return;
  const detail = isWanted
    ? 'publicKey must be a JWK or a PEM text.'
    : 'publicKey must be left out: the secret of an HMAC is made here.';
  throw invalidFields([{ in: 'body', pointer: '/publicKey', code: 'is_public_key', detail }]);
}
