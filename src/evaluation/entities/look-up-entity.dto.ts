import type { EntityKind } from '@libs/risk-engine/entity';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { IfPresent } from '@libs/http/if-present';
import { IsCurrency } from '@libs/http/is-currency';
import { IsPrintable } from '@libs/http/is-printable';

const KINDS: readonly EntityKind[] = ['customer', 'counterparty', 'instrument', 'device', 'ip', 'agent'];

@ApiSchema({ description: 'Of whom to tell what is known.' })
export class LookUpEntityDto {
  @ApiProperty({ enum: [...KINDS], example: 'customer' })
  @IsIn(KINDS)
  readonly kind!: EntityKind;

  @ApiProperty({
    minLength: 1,
    maxLength: 128,
    example: 'c-42',
    description: 'Your own id; an IP address; the id of an agent.',
  })
  @IsPrintable(128)
  readonly id!: string;

  @ApiPropertyOptional({
    example: 'EUR',
    description: 'ISO 4217. Amounts are of this currency. Default: the one that was used most in 30 days.',
  })
  @IfPresent()
  @IsCurrency()
  readonly currency?: string;
}
