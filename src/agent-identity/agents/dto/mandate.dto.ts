import { IfPresent } from '@libs/http/if-present';
import { IsCurrency } from '@libs/http/is-currency';
import { IsPrintable } from '@libs/http/is-printable';
import { IsTimestamp } from '@libs/http/is-timestamp';
import type { FieldError } from '@libs/http/problem';
import { invalidFields } from '@libs/http/validation-errors';
import { TRANSACTION_TYPES } from '@libs/risk-engine/transaction';
import type { TransactionType } from '@libs/risk-engine/transaction';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { Mandate } from '../../agent-identity.types';

const MAX_LIMITS = 20;
const MAX_COUNTERPARTIES = 200;
const MAX_AMOUNT_MINOR = 1_000_000_000_000;
const AMOUNT = { type: 'integer' as const, minimum: 0, maximum: MAX_AMOUNT_MINOR };

export const MANDATE_EXAMPLE = {
  limits: [{ currency: 'EUR', maxAmount: 20_000, maxAmountPerDay: 100_000 }],
  types: ['payment'],
  counterparties: ['shop-17'],
  expiresAt: '2027-11-22T00:00:00Z',
};

export class MandateLimitDto {
  @ApiProperty({ example: 'EUR', description: 'ISO 4217.' })
  @IsCurrency()
  readonly currency!: string;

  @ApiPropertyOptional({ ...AMOUNT, example: 20_000, description: 'Of a transaction, in minor units.' })
  @IfPresent()
  @Max(MAX_AMOUNT_MINOR)
  @Min(0)
  @IsInt()
  readonly maxAmount?: number;

  @ApiPropertyOptional({ ...AMOUNT, example: 100_000, description: 'Of a day in UTC, in minor units.' })
  @IfPresent()
  @Max(MAX_AMOUNT_MINOR)
  @Min(0)
  @IsInt()
  readonly maxAmountPerDay?: number;
}

export class MandateDto {
  @ApiPropertyOptional({
    type: [MandateLimitDto],
    maxItems: MAX_LIMITS,
    description: 'One for each currency. Where there are any, other currencies are outside of the mandate.',
  })
  @IfPresent()
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @ArrayMaxSize(MAX_LIMITS)
  @IsArray()
  @Type(() => MandateLimitDto)
  readonly limits?: readonly MandateLimitDto[];

  @ApiPropertyOptional({ enum: [...TRANSACTION_TYPES], isArray: true, example: ['payment'] })
  @IfPresent()
  @IsIn(TRANSACTION_TYPES, { each: true })
  @ArrayUnique()
  @IsArray()
  readonly types?: readonly TransactionType[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_COUNTERPARTIES,
    example: ['shop-17'],
    description: 'Your own ids.',
  })
  @IfPresent()
  @IsPrintable(128, { each: true })
  @ArrayMaxSize(MAX_COUNTERPARTIES)
  @ArrayUnique()
  @IsArray()
  readonly counterparties?: readonly string[];

  @ApiPropertyOptional({ format: 'date-time', example: '2027-11-22T00:00:00Z' })
  @IfPresent()
  @IsTimestamp()
  readonly expiresAt?: string;
}

/** Throws `validation_failed` that points at each limit that limits nothing, or a currency for the second time. */
export function toMandate({ limits = [], types, counterparties, expiresAt }: MandateDto): Mandate {
  const errors = limits.flatMap((limit, position) => faultsOf(limit, position, limits));
  if (errors.length > 0) throw invalidFields(errors);
  return {
    limits: limits.map(({ currency, maxAmount, maxAmountPerDay }) => ({
      currency,
      maxAmountMinor: maxAmount ?? null,
      maxAmountPerDayMinor: maxAmountPerDay ?? null,
    })),
    types: [...(types ?? [])],
    counterparties: [...(counterparties ?? [])],
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
  };
}

function faultsOf(
  limit: MandateLimitDto,
  position: number,
  limits: readonly MandateLimitDto[],
): FieldError[] {
  const at = { in: 'body' as const, pointer: `/mandate/limits/${position}` };
  if (limit.maxAmount === undefined && limit.maxAmountPerDay === undefined) {
    return [{ ...at, code: 'limit', detail: 'A limit must have maxAmount or maxAmountPerDay.' }];
  }
  const first = limits.findIndex(({ currency }) => currency === limit.currency);
  return first === position
    ? []
    : [{ ...at, code: 'unique_currency', detail: 'Each currency must have one limit.' }];
}
