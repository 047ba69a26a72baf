import { ApiProperty } from '@nestjs/swagger';

export class UsageIntervalResponse {
  @ApiProperty({ format: 'date-time', example: '2026-11-22T00:00:00.000Z' }) readonly from!: string;
  @ApiProperty({ format: 'date-time', example: '2026-11-23T00:00:00.000Z', description: 'Not included.' })
  readonly to!: string;
  @ApiProperty({ type: 'integer', minimum: 0, example: 1_204 }) readonly evaluations!: number;
}

export class UsageResponse {
  @ApiProperty({ type: [UsageIntervalResponse], description: 'Oldest first, without a gap.' })
  readonly data!: readonly UsageIntervalResponse[];
}
