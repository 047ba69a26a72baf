import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class CounterfactualResponse {
  @ApiProperty({ description: 'A JSON pointer (RFC 6901) into the request.' }) readonly path!: string;
  @ApiProperty({
    enum: ['<', '>', '=', 'known', 'absent'],
    description: 'known: one that this customer had used before. absent: left out.',
  })
  readonly operator!: string;
  @ApiPropertyOptional({
    oneOf: [{ type: 'number' }, { type: 'string' }],
    description: 'Of an amount in minor units, beside < and > the last that changes nothing yet.',
  })
  readonly value?: number | string;
  @ApiProperty({ enum: ['allow', 'review', 'block'], description: 'What it would be.' })
  readonly decision!: string;
  @ApiProperty() readonly sentence!: string;
}
