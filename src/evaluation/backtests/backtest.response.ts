import { formatId } from '@libs/ids/typeid';
import { backtestResult } from '@libs/risk-engine/backtest/backtest-result';
import { BacktestTally } from '@libs/risk-engine/backtest/backtest-tally';
import { ApiExtraModels, ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { PolicyReference } from '../dto/evaluation.response';
import { BacktestResultResponse, toBacktestResultResponse } from './backtest-result.response';
import type { Backtest } from './backtest.entity';

const DAY_MS = 86_400_000;

@ApiSchema({ description: 'A version of your policy, tried on what was decided in a range of time.' })
@ApiExtraModels(BacktestResultResponse)
export class BacktestResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ type: PolicyReference }) readonly policy!: PolicyReference;
  @ApiProperty({ format: 'date-time', description: "Of the evaluations' createdAt, included." })
  readonly from!: string;
  @ApiProperty({ format: 'date-time', description: 'Excluded; at most the createdAt of the backtest.' })
  readonly to!: string;
  @ApiProperty({ enum: ['queued', 'running', 'completed', 'cancelled', 'failed'] }) readonly status!: string;
  @ApiProperty({ minimum: 0, maximum: 1, description: 'How much of the range is done.' })
  readonly progress!: number;
  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(BacktestResultResponse) }, { type: 'null' }],
    description: 'Null until it is completed.',
  })
  readonly result!: BacktestResultResponse | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'Why it failed, for a person.' })
  readonly failure!: string | null;
  @ApiProperty({ format: 'date-time', description: 'Outcomes that were told before count.' })
  readonly createdAt!: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) readonly startedAt!: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) readonly endedAt!: string | null;
}

export function toBacktestResponse(backtest: Backtest): BacktestResponse {
  const { from, to, status, progress, failure, createdAt, startedAt, endedAt } = backtest;
  return {
    id: formatId('backtest', backtest.id),
    policy: { id: formatId('policy', backtest.policyId), version: backtest.policyVersion },
    from: from.toISOString(),
    to: to.toISOString(),
    status,
    progress,
    result: status === 'completed' ? resultOf(backtest) : null,
    failure,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

function resultOf({ tally, from, to }: Backtest): BacktestResultResponse {
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  return toBacktestResultResponse(backtestResult(BacktestTally.read(tally), days));
}
