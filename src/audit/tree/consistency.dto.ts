import { IfPresent } from '@libs/http/if-present';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

const toNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;

export class ConsistencyQuery {
  @ApiProperty({
    ...{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    ...{ example: 1, description: 'The size of an older checkpoint.' },
  })
  @Transform(toNumber)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly from!: number;

  @ApiPropertyOptional({
    ...{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    description: 'The size of a newer one; the newest where it is left out.',
  })
  @IfPresent()
  @Transform(toNumber)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly to?: number;
}
