import { TRANSACTION_TYPES } from '@libs/risk-engine/transaction';
import type { Channel, InstrumentType, TransactionType } from '@libs/risk-engine/transaction';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { IfPresent } from '@libs/http/if-present';
import { TRANSACTION_EXAMPLE } from './evaluation.example';
import { IsAttributes } from './is-attributes';
import { IsCountry } from './is-country';
import { IsCurrency } from '@libs/http/is-currency';
import { IsIpAddress } from './is-ip-address';
import { IsNested } from '@libs/http/is-nested';
import { IsPrintable } from '@libs/http/is-printable';
import { IsTimestamp } from '@libs/http/is-timestamp';

const CHANNELS: readonly Channel[] = ['web', 'mobile', 'api', 'pos', 'agent'];
const INSTRUMENT_TYPES: readonly InstrumentType[] = ['card', 'bank_account', 'wallet', 'crypto', 'other'];
const MAX_AMOUNT_MINOR = 1_000_000_000_000;

export class CustomerDto {
  @ApiProperty({ minLength: 1, maxLength: 128, description: 'Your own id of the customer.' })
  @IsPrintable(128)
  readonly id!: string;

  @ApiPropertyOptional({ description: 'ISO 3166-1 alpha-2.' })
  @IfPresent()
  @IsCountry()
  readonly country?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Account opened.',
  })
  @IfPresent()
  @IsTimestamp()
  readonly createdAt?: string;
}

export class CounterpartyDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly id?: string;

  @ApiPropertyOptional({ description: 'ISO 3166-1 alpha-2.' })
  @IfPresent()
  @IsCountry()
  readonly country?: string;

  @ApiPropertyOptional({
    maxLength: 64,
    description: 'For example an ISO 18245 category code.',
  })
  @IfPresent()
  @IsPrintable(64)
  readonly category?: string;
}

export class InstrumentDto {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 128,
    description: 'A fingerprint or token of yours; never a card number.',
  })
  @IfPresent()
  @IsPrintable(128)
  readonly id?: string;

  @ApiPropertyOptional({ enum: [...INSTRUMENT_TYPES] })
  @IfPresent()
  @IsIn(INSTRUMENT_TYPES)
  readonly type?: InstrumentType;

  @ApiPropertyOptional({ description: 'Where it was issued, ISO 3166-1 alpha-2.' })
  @IfPresent()
  @IsCountry()
  readonly country?: string;

  @ApiPropertyOptional({ pattern: '^\\d{6,8}$' })
  @IfPresent()
  @Matches(/^\d{6,8}$/, { message: 'bin must be 6 to 8 digits' })
  readonly bin?: string;
}

export class DeviceDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 128 })
  @IfPresent()
  @IsPrintable(128)
  readonly id?: string;

  @ApiPropertyOptional({ description: 'IPv4 or IPv6.' })
  @IfPresent()
  @IsIpAddress()
  readonly ip?: string;

  @ApiPropertyOptional({ maxLength: 512 })
  @IfPresent()
  @IsPrintable(512)
  readonly userAgent?: string;
}

export class AgentDto {
  @ApiProperty({ minLength: 1, maxLength: 128 })
  @IsPrintable(128)
  readonly id!: string;
}

@ApiSchema({
  description: 'A transaction to decide on.',
  ...{ example: TRANSACTION_EXAMPLE satisfies EvaluateTransactionDto },
})
export class EvaluateTransactionDto {
  @ApiProperty({
    minLength: 1,
    maxLength: 128,
    description: 'Your own id of the transaction. One evaluation for each type and transactionId.',
  })
  @IsPrintable(128)
  readonly transactionId!: string;

  @ApiPropertyOptional({ enum: [...TRANSACTION_TYPES], default: 'payment' })
  @IfPresent()
  @IsIn(TRANSACTION_TYPES)
  readonly type?: TransactionType;

  @ApiProperty({
    type: 'integer',
    format: 'int64',
    minimum: 0,
    maximum: MAX_AMOUNT_MINOR,
    description: "In the currency's minor unit.",
  })
  @Min(0)
  @Max(MAX_AMOUNT_MINOR)
  @IsInt()
  readonly amount!: number;

  @ApiProperty({ description: 'ISO 4217.' })
  @IsCurrency()
  readonly currency!: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Default: now. At most 5 minutes ahead.',
  })
  @IfPresent()
  @IsTimestamp()
  readonly occurredAt?: string;

  @ApiPropertyOptional({ enum: [...CHANNELS] })
  @IfPresent()
  @IsIn(CHANNELS)
  readonly channel?: Channel;

  @ApiProperty({ type: CustomerDto })
  @IsNested(() => CustomerDto)
  readonly customer!: CustomerDto;

  @ApiPropertyOptional({ type: CounterpartyDto })
  @IfPresent()
  @IsNested(() => CounterpartyDto)
  readonly counterparty?: CounterpartyDto;

  @ApiPropertyOptional({ type: InstrumentDto })
  @IfPresent()
  @IsNested(() => InstrumentDto)
  readonly instrument?: InstrumentDto;

  @ApiPropertyOptional({ type: DeviceDto })
  @IfPresent()
  @IsNested(() => DeviceDto)
  readonly device?: DeviceDto;

  @ApiPropertyOptional({ type: AgentDto, description: 'The software agent that acts for the customer.' })
  @IfPresent()
  @IsNested(() => AgentDto)
  readonly agent?: AgentDto;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: {
      oneOf: [{ type: 'string', maxLength: 256 }, { type: 'number' }, { type: 'boolean' }],
    },
    maxProperties: 32,
  })
  @IfPresent()
  @IsAttributes()
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}
