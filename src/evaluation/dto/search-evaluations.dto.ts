import { canonicalIp } from '@libs/ip-address/canonical-ip';
import { invalidField } from '@libs/http/validation-errors';
import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import type { EvaluationFilter } from '../evaluations.repository';
import { IfPresent } from '@libs/http/if-present';
import { IsIpAddress } from './is-ip-address';
import { IsPrintable } from '@libs/http/is-printable';

@ApiSchema({
  description: 'Ids of yours: evaluations that have all of them. At least one.',
  ...{ example: { transactionId: 'order-1001' }, minProperties: 1 },
})
export class SearchEvaluationsDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly transactionId?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly customerId?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly counterpartyId?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly instrumentId?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly deviceId?: string;

  @ApiPropertyOptional({ description: 'IPv4 or IPv6.' })
  @IfPresent()
  @IsIpAddress()
  readonly ip?: string;
}

/** Throws `validation_failed` where nothing is named: that would be the list of everything. */
export function toSearchFilter({ ip, ...ids }: SearchEvaluationsDto): EvaluationFilter {
  const canonical = ip === undefined ? undefined : canonicalIp(ip);
  const named = Object.entries({ ...ids, ip: canonical }).filter(([, id]) => id !== undefined);
  if (named.length === 0) {
    const detail = 'Name at least one id to search by.';
    throw invalidField({ in: 'body', pointer: '', code: 'is_not_empty', detail });
  }
  return Object.fromEntries(named);
}
