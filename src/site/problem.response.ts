import { SIGNATURE_REASONS } from '@libs/request-signature/signature-refusal';
import type { SignatureReason } from '@libs/request-signature/signature-refusal';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class FieldErrorResponse {
  @ApiProperty({ enum: ['body', 'query', 'header'], example: 'body' }) readonly in!: string;
  @ApiProperty({
    example: '/customer/id',
    description: 'A JSON pointer (RFC 6901), or the name of a header.',
  })
  readonly pointer!: string;
  @ApiProperty({ example: 'is_printable' }) readonly code!: string;
  @ApiProperty({ example: 'id must be text of 1 to 128 printable characters' }) readonly detail!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'In a rule, from 1.' }) readonly line?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'In a rule, from 1.' }) readonly column?: number;
}

/** RFC 9457. */
export class ProblemResponse {
  @ApiProperty({ format: 'uri', example: 'http://localhost:3000/problems/validation_failed' })
  readonly type!: string;
  @ApiProperty({ example: 'The request is not valid' }) readonly title!: string;
  @ApiProperty({ type: 'integer', example: 422 }) readonly status!: number;
  @ApiProperty({ example: 'The request has 1 fault.' }) readonly detail!: string;
  @ApiProperty({ example: '/v1/evaluations' }) readonly instance!: string;
  @ApiProperty({ example: 'validation_failed' }) readonly code!: string;
  @ApiProperty({ example: '4bf92f3577b34da6a3ce929d0e0e4736' }) readonly traceId!: string;
  @ApiPropertyOptional({
    enum: [...SIGNATURE_REASONS],
    example: 'signature_mismatch',
    description: 'Of agent_signature_invalid: why.',
  })
  readonly reason?: SignatureReason;
  @ApiPropertyOptional({ type: [FieldErrorResponse] }) readonly errors?: readonly FieldErrorResponse[];
}
