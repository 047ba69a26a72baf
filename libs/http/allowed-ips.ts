import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { canonicalCidr } from '@libs/ip-address/ip-ranges';
import { IfPresent } from './if-present';
import { parsedItems } from './parsed-items';

const MAX_RANGES = 100;
const MAX_LENGTH = 64;
const FAULT = {
  pointer: '/allowedIps',
  code: 'is_cidr',
  detail:
    'Each of allowedIps must be a range of addresses such as 203.0.113.0/24 or 2001:db8::/48, with no bit set behind its prefix.',
};

/** The field `allowedIps` of a body. `toAllowedIps` looks at what is in it. */
export function AllowedIps(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: [String],
      maxItems: MAX_RANGES,
      example: ['203.0.113.0/24', '2001:db8::/48'],
      description:
        'From where it may be used: CIDR ranges of IPv4 and IPv6, or addresses. An empty list is everywhere.',
    }),
    IfPresent(),
    ArrayMaxSize(MAX_RANGES),
    IsArray(),
  );
}

/** As `canonicalCidr` writes them. Throws `validation_failed` that points at those that are none. */
export function toAllowedIps(values: readonly unknown[]): string[] {
  return parsedItems(values, FAULT, (value) =>
    typeof value === 'string' && value.length <= MAX_LENGTH ? canonicalCidr(value) : undefined,
  );
}
