import { formatId } from '@libs/ids/typeid';
import type { PublicJwk } from '@libs/request-signature/public-jwk';
import type { AgentMethod } from '@libs/request-signature/verification-key';
import { TRANSACTION_TYPES } from '@libs/risk-engine/transaction';
import type { TransactionType } from '@libs/risk-engine/transaction';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { AgentStatus } from '../../agent-identity.types';
import type { AgentKey } from '../agent-key.entity';
import type { AgentView, IssuedAgent, IssuedAgentKey } from '../agent-view';

export const AGENT_ID_EXAMPLE = 'agent_01kapm4y6qf0t9d2h1w8zc3v5x';
export const AGENT_KEY_ID_EXAMPLE = 'agentkey_01kapm4y6qf0t9d2h1w8zc3v5x';
export const PUBLIC_JWK_EXAMPLE = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: 'YmOO6EvTp5hlD7r2IfDhyWXiMJow86bST73-zWApDwE',
};
const MANDATE_EXAMPLE = {
  limits: [{ currency: 'EUR', maxAmount: 20_000, maxAmountPerDay: 100_000 }],
  ...{ types: ['payment'], counterparties: ['shop-17'], expiresAt: '2027-11-22T00:00:00.000Z' },
};
/** Of the key that follows. */
export const NEXT_JWK_EXAMPLE = { ...PUBLIC_JWK_EXAMPLE, x: 'Kvim-WFCzU1SdxaDXttwSOTDjC-xwZltxzmbfAmJKbE' };
const TIME = { type: 'string', format: 'date-time', example: '2026-11-22T10:00:00.000Z' } as const;
const TIME_OR_NULL = { ...TIME, nullable: true, example: null } as const;
const STATUS = { enum: ['active', 'revoked'], example: 'active' };
const METHOD = { enum: ['ed25519', 'jws', 'hmac'], example: 'ed25519' };
const SECRET = {
  required: false,
  description:
    'Of an HMAC: its key is the 32 bytes behind tfas_, in base64url. Shown this once: it is kept nowhere. A replayed answer (Idempotent-Replayed) goes without it.',
};

export class AgentKeyResponse {
  @ApiProperty({ example: AGENT_KEY_ID_EXAMPLE, description: 'The keyid or kid of its signatures.' })
  readonly id!: string;

  @ApiProperty(METHOD) readonly method!: AgentMethod;

  @ApiProperty({
    example: 'dItgfsNRj6E28i1X4n_6xaeKYGxuKJZPRCaoza_CUTA',
    description: 'Of a public key (RFC 7638); SHA-256 of an HMAC’s secret. In base64url.',
  })
  readonly thumbprint!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    example: PUBLIC_JWK_EXAMPLE,
  })
  readonly publicKey!: PublicJwk | null;

  @ApiProperty(STATUS) readonly status!: AgentStatus;
  @ApiProperty(TIME) readonly createdAt!: string;
  @ApiProperty(TIME_OR_NULL) readonly revokedAt!: string | null;
}

export class MandateLimitResponse {
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 20_000 })
  readonly maxAmount!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 100_000 })
  readonly maxAmountPerDay!: number | null;
}

export class MandateResponse {
  @ApiProperty({ type: [MandateLimitResponse] }) readonly limits!: readonly MandateLimitResponse[];

  @ApiProperty({ enum: [...TRANSACTION_TYPES], isArray: true, example: ['payment'] })
  readonly types!: readonly TransactionType[];

  @ApiProperty({ type: [String], example: ['shop-17'] }) readonly counterparties!: readonly string[];
  @ApiProperty({ ...TIME_OR_NULL, example: '2027-11-22T00:00:00.000Z' }) readonly expiresAt!: string | null;
}

@ApiExtraModels(MandateResponse)
export class AgentResponse {
  @ApiProperty({ example: AGENT_ID_EXAMPLE }) readonly id!: string;
  @ApiProperty({ example: 'Buyer' }) readonly name!: string;
  @ApiProperty(METHOD) readonly method!: AgentMethod;
  @ApiProperty(STATUS) readonly status!: AgentStatus;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(MandateResponse) }, { type: 'null' }],
    example: MANDATE_EXAMPLE,
    description: 'What it may do. Null: nothing is said of it.',
  })
  readonly mandate!: MandateResponse | null;

  @ApiProperty({ type: [AgentKeyResponse], description: 'All that it ever had, the newest first.' })
  readonly keys!: readonly AgentKeyResponse[];

  @ApiProperty(TIME) readonly createdAt!: string;
  @ApiProperty(TIME) readonly updatedAt!: string;
  @ApiProperty(TIME_OR_NULL) readonly revokedAt!: string | null;
}

export class IssuedAgentResponse extends AgentResponse {
  @ApiProperty(SECRET) readonly secret?: string;
}

export class IssuedAgentKeyResponse extends AgentKeyResponse {
  @ApiProperty({ example: 'qbu5fGs0DmGiKRxD4EBk8_RE7RNkhzDDryughWiUegw' })
  declare readonly thumbprint: string;

  @ApiProperty({
    ...{ type: 'object', additionalProperties: { type: 'string' }, nullable: true },
    example: NEXT_JWK_EXAMPLE,
  })
  declare readonly publicKey: PublicJwk | null;

  @ApiProperty(SECRET) readonly secret?: string;
}

export function toAgentResponse({ agent, keys }: AgentView): AgentResponse {
  const { id, name, method, mandate, createdAt, updatedAt, revokedAt } = agent;
  return {
    ...{ id: formatId('agent', id), name, method, status: statusOf(revokedAt) },
    mandate: mandate && {
      limits: mandate.limits.map(({ currency, maxAmountMinor, maxAmountPerDayMinor }) => ({
        ...{ currency, maxAmount: maxAmountMinor, maxAmountPerDay: maxAmountPerDayMinor },
      })),
      ...{ types: mandate.types, counterparties: mandate.counterparties, expiresAt: mandate.expiresAt },
    },
    keys: keys.map(toAgentKeyResponse),
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}

export function toAgentKeyResponse(key: AgentKey): AgentKeyResponse {
  const { id, method, thumbprint, jwk, createdAt, revokedAt } = key;
  return {
    ...{ id: formatId('agentkey', id), method, thumbprint, publicKey: jwk, status: statusOf(revokedAt) },
    ...{ createdAt: createdAt.toISOString(), revokedAt: revokedAt?.toISOString() ?? null },
  };
}

export function toIssuedAgentResponse({ view, secret }: IssuedAgent): IssuedAgentResponse {
  return { ...toAgentResponse(view), ...(secret !== undefined && { secret }) };
}

export function toIssuedAgentKeyResponse({ key, secret }: IssuedAgentKey): IssuedAgentKeyResponse {
  return { ...toAgentKeyResponse(key), ...(secret !== undefined && { secret }) };
}

function statusOf(revokedAt: Date | null): AgentStatus {
  return revokedAt === null ? 'active' : 'revoked';
}
