import { formatId } from '@libs/ids/typeid';
import { ApiProperty } from '@nestjs/swagger';
import type { AuditEntry } from '../audit-entry.entity';
import { auditLeafContent } from '../audit-leaf';
import type { AuditLeafContent } from '../audit-leaf';

export const ENTRY_ID_EXAMPLE = 'audit_01m81bbtzfekqazc14rhmphb5p';

export class ActorResponse {
  @ApiProperty({ enum: ['key', 'operator', 'system'], example: 'key' }) readonly type!: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'key_01m81b97cce16v7qxe4172gnek' })
  readonly id!: string | null;
}

/** The twelve fields of the leaf, what the leaf is made with, and whether it was erased. */
export class AuditEntryResponse implements AuditLeafContent {
  @ApiProperty({ example: ENTRY_ID_EXAMPLE }) readonly id!: string;
  @ApiProperty({ example: 'trustflow-leaf-v1', description: 'How the leaf is made.' })
  readonly format!: string;
  @ApiProperty({ example: 'tenant_01m81b97bbevp8a80j3f0vptx9' }) readonly tenantId!: string;
  @ApiProperty({ example: 'evaluation.decided' }) readonly action!: string;
  @ApiProperty({ type: ActorResponse }) readonly actor!: ActorResponse;
  @ApiProperty({ example: 'eval_01m81bbtz3eqft2s4rfqc8wdsh' }) readonly resource!: string;
  @ApiProperty({ example: '65ada5aff6484e388f03b1f0f53e3db3' }) readonly traceId!: string;
  @ApiProperty({ type: 'string', nullable: true, example: '203.0.113.7' }) readonly network!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: null,
    description: 'What was there before. Null where there was nothing, or it was erased.',
  })
  readonly before!: object | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: {
      ...{ decision: 'allow', score: 0 },
      policy: { id: 'policy_01m81b97k8ey397aczmdq9tb6z', version: 1 },
    },
    description: 'What is there now. Null where there is nothing, or it was erased.',
  })
  readonly after!: object | null;

  @ApiProperty({
    type: 'string',
    format: 'byte',
    nullable: true,
    example: 'cOr57kJX56bLUgGL6x4tXsgUc4m7iElW4eKEhdtPGWw=',
    description: 'Of a decision: commits to the whole evaluation.',
  })
  readonly contentDigest!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:03:26.575Z' }) readonly createdAt!: string;

  @ApiProperty({
    format: 'byte',
    example: 'Ny+t7KbcQlOMX9lRS1ZHzREkkAdReo06yoj/3yQClhQ=',
    description: 'SHA-256, in base64: what the tree holds.',
  })
  readonly leafHash!: string;

  @ApiProperty({
    type: 'string',
    format: 'byte',
    nullable: true,
    example: 'JYTVZxQqrY5h8ZwZXRngUbTeHuUPm1BIXi8+Rw8anhI=',
    description: 'Null once the entry was erased.',
  })
  readonly salt!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: null,
    description: 'The erasure that took salt and content.',
  })
  readonly erasedBy!: string | null;
}

export function toEntryResponse(entry: AuditEntry): AuditEntryResponse {
  const { leafHash, salt, erasedBy } = entry;
  return {
    ...auditLeafContent(entry),
    leafHash: leafHash.toString('base64'),
    salt: salt?.toString('base64') ?? null,
    erasedBy: erasedBy === null ? null : formatId('erasure', erasedBy),
  };
}
