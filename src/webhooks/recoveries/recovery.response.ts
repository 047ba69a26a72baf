import { formatId } from '@libs/ids/typeid';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { RecoveryStatus } from '../webhooks.types';
import type { Recovery } from './recovery.entity';

const STATUSES: RecoveryStatus[] = ['collecting', 'sending', 'completed'];

@ApiSchema({ description: 'What failed of one endpoint in a range of time, sent again.' })
export class RecoveryResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty() readonly endpointId!: string;
  @ApiProperty({ format: 'date-time', description: 'Of the events, included.' }) readonly since!: string;
  @ApiProperty({ format: 'date-time', description: 'Included too: when the recovery was asked for.' })
  readonly until!: string;
  @ApiProperty({
    enum: STATUSES,
    description:
      'collecting: looking for what failed; sending: everything was found; completed: all of it has ended.',
  })
  readonly status!: string;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Failed deliveries that are sent again.' })
  readonly found!: number;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of those, how many got through.' })
  readonly delivered!: number;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of those, how many failed for good again.' })
  readonly failed!: number;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of those, how many are still under way.' })
  readonly pending!: number;
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) readonly completedAt!: string | null;
}

export function toRecoveryResponse(recovery: Recovery): RecoveryResponse {
  const { id, endpointId, since, until, status, found, delivered, failed, createdAt, completedAt } = recovery;
  return {
    id: formatId('recovery', id),
    endpointId: formatId('endpoint', endpointId),
    since: since.toISOString(),
    until: until.toISOString(),
    status,
    found,
    delivered,
    failed,
    pending: found - delivered - failed,
    createdAt: createdAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  };
}
