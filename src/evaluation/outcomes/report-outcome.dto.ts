import type { TransactionType } from '@libs/risk-engine/transaction';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { TRANSACTION_TYPES } from '@libs/risk-engine/transaction';
import { IfPresent } from '@libs/http/if-present';
import { IsPrintable } from '@libs/http/is-printable';
import { IsTimestamp } from '@libs/http/is-timestamp';
import type { OutcomeLabel } from './outcome.entity';
import type { Report, TransactionName } from './outcome.types';

const LABELS: readonly OutcomeLabel[] = ['fraud', 'legitimate'];

@ApiSchema({ description: 'What really happened with a transaction.' })
export class ReportOutcomeDto {
  @ApiProperty({ enum: [...LABELS], example: 'fraud' })
  @IsIn(LABELS)
  readonly label!: OutcomeLabel;

  @ApiPropertyOptional({ example: 'Chargeback 10.4', minLength: 1, maxLength: 256 })
  @IfPresent()
  @IsPrintable(256)
  readonly reason?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-11-22T10:30:00.000Z',
    description:
      'From when it is known to windows and learning. Default: now. Not before the transaction, and at most 5 minutes ahead.',
  })
  @IfPresent()
  @IsTimestamp()
  readonly reportedAt?: string;
}

@ApiSchema({ description: 'What really happened with a transaction, by its name.' })
export class ReportedTransactionDto extends ReportOutcomeDto {
  @ApiPropertyOptional({ enum: [...TRANSACTION_TYPES], default: 'payment', example: 'payment' })
  @IfPresent()
  @IsIn(TRANSACTION_TYPES)
  readonly type?: TransactionType;

  @ApiProperty({ example: 'order-1001', minLength: 1, maxLength: 128 })
  @IsPrintable(128)
  readonly transactionId!: string;
}

export function toReport({ label, reason, reportedAt }: ReportOutcomeDto): Report {
  return {
    label,
    reason: reason ?? null,
    reportedAt: reportedAt === undefined ? undefined : new Date(reportedAt),
  };
}

export function toTransactionName({
  type = 'payment',
  transactionId,
}: ReportedTransactionDto): TransactionName {
  return { type, transactionId };
}
