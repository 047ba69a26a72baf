import { formatId } from '@libs/ids/typeid';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Erasure, ErasureStatus } from '../erasure.entity';
import { SUBJECT_KINDS } from './request-erasure.dto';

export class ErasedSubjectResponse {
  @ApiProperty({ enum: [...SUBJECT_KINDS], example: 'customer' }) readonly kind!: string;
}

@ApiSchema({ description: 'Something that is to be erased, or was. Whom it is of is never shown.' })
export class ErasureResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ enum: ['subject', 'tenant'] }) readonly scope!: string;
  @ApiProperty({ type: ErasedSubjectResponse, nullable: true, description: 'Null where it is the tenant.' })
  readonly subject!: ErasedSubjectResponse | null;
  @ApiProperty({ enum: ['waiting', 'running', 'completed', 'cancelled'] satisfies ErasureStatus[] })
  readonly status!: string;
  @ApiProperty({ format: 'date-time' }) readonly requestedAt!: string;
  @ApiProperty({ format: 'date-time', description: 'Not before: until then a tenant may take it back.' })
  readonly executeAfter!: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) readonly startedAt!: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) readonly completedAt!: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many of each kind of thing were erased so far, in this tenant.',
  })
  readonly counts!: Readonly<Record<string, number>>;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'A compact JWS; its key is in /.well-known/jwks.json. Null until it is completed.',
  })
  readonly certificate!: string | null;
}

export class RequestedErasureResponse extends ErasureResponse {
  @ApiProperty({
    format: 'uri',
    required: false,
    description:
      'Shows this erasure to whoever knows it, also when no key is left. Shown this once: a replayed answer goes without it.',
  })
  readonly statusUrl!: string;
}

export function toErasureResponse(erasure: Erasure): ErasureResponse {
  const { id, scope, kind, status, requestedAt, executeAfter, startedAt, completedAt } = erasure;
  return {
    id: formatId('erasure', id),
    scope,
    subject: kind === null ? null : { kind },
    status,
    requestedAt: requestedAt.toISOString(),
    executeAfter: executeAfter.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    completedAt: completedAt?.toISOString() ?? null,
    counts: erasure.counts,
    certificate: erasure.certificate,
  };
}
