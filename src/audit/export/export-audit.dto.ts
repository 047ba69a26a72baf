import { IsTimestamp } from '@libs/http/is-timestamp';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { rangeIsEmpty } from '../audit.problems';
import type { AuditSpan } from './audit-export.types';

export class ExportAuditQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'By createdAt, this moment included.' })
  @IsOptional()
  @IsTimestamp()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'By createdAt, this moment excluded.' })
  @IsOptional()
  @IsTimestamp()
  readonly to?: string;
}

/** Throws `validation_failed` for a span that ends before it begins. */
export function toSpan({ from, to }: ExportAuditQuery): AuditSpan {
  const span = {
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
  };
  if (span.from && span.to && span.to <= span.from) throw rangeIsEmpty();
  return span;
}
