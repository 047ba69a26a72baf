import type {
  Amount,
  BacktestResult,
  Change,
  Performance,
  Share,
} from '@libs/risk-engine/backtest/backtest-result';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';

const DECISIONS = ['allow', 'review', 'block'];

export class ChangeResponse {
  @ApiProperty({ enum: DECISIONS }) readonly from!: string;
  @ApiProperty({ enum: DECISIONS }) readonly to!: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly count!: number;
}

export class KnownOutcomesResponse {
  @ApiProperty({ type: 'integer' }) readonly fraud!: number;
  @ApiProperty({ type: 'integer' }) readonly legitimate!: number;
}

export class ShareResponse {
  @ApiProperty({ minimum: 0, maximum: 1, description: 'part ÷ whole.' }) readonly value!: number;
  @ApiProperty({ minimum: 0, maximum: 1, description: 'The lower end of the interval of 95 %.' })
  readonly low!: number;
  @ApiProperty({ minimum: 0, maximum: 1, description: 'The upper end.' }) readonly high!: number;
  @ApiProperty({ type: 'integer' }) readonly part!: number;
  @ApiProperty({ type: 'integer', minimum: 1 }) readonly whole!: number;
}

export class AmountResponse {
  @ApiProperty() readonly currency!: string;
  @ApiProperty({ type: 'integer', description: 'In minor units, summed.' }) readonly amount!: number;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'The lower end of the interval of 95 %.' })
  readonly low!: number;
  @ApiProperty({ type: 'integer', description: 'The upper end.' }) readonly high!: number;
  @ApiProperty({ type: 'integer', description: 'How many amounts these are.' }) readonly count!: number;
}

const A_SHARE = [{ $ref: getSchemaPath(ShareResponse) }, { type: 'null' }];

@ApiExtraModels(ShareResponse)
export class PerformanceResponse {
  @ApiProperty({ description: 'An alert is a review or a block.' }) readonly alertsPerDay!: number;
  @ApiProperty({
    oneOf: A_SHARE,
    description: 'Frauds among the alerts with an outcome; null without such alerts.',
  })
  readonly precision!: ShareResponse | null;
  @ApiProperty({
    oneOf: A_SHARE,
    description: 'Frauds that were an alert among all frauds; null without frauds.',
  })
  readonly recall!: ShareResponse | null;
  @ApiProperty({
    type: [AmountResponse],
    description: 'Of the frauds that were an alert; for each currency that a fraud is known in.',
  })
  readonly amountSaved!: readonly AmountResponse[];
  @ApiProperty({
    type: [AmountResponse],
    description:
      'Of what is legitimate and blocked; for each currency that something legitimate is known in.',
  })
  readonly amountWronglyBlocked!: readonly AmountResponse[];
}

/** Its own performance is that of the policy that is tried. */
export class BacktestResultResponse extends PerformanceResponse {
  @ApiProperty({ type: 'integer', description: 'Evaluations that were decided again.' })
  readonly decided!: number;
  @ApiProperty({ type: 'integer', description: 'Evaluations that were left out since they are erased.' })
  readonly erased!: number;
  @ApiProperty({ description: 'The length of the range.' }) readonly days!: number;
  @ApiProperty({
    type: [ChangeResponse],
    description: 'Those that the policy decides otherwise, the most frequent change first.',
  })
  readonly changed!: readonly ChangeResponse[];
  @ApiProperty({ type: KnownOutcomesResponse, description: 'Of how many it is known what they were.' })
  readonly known!: KnownOutcomesResponse;
  @ApiProperty({ type: PerformanceResponse, description: 'The same figures of what was decided then.' })
  readonly live!: PerformanceResponse;
}

export function toBacktestResultResponse({ tried, live, ...counts }: BacktestResult): BacktestResultResponse {
  return {
    ...counts,
    days: rounded(counts.days, 4),
    changed: counts.changed.map(({ from, to, count }: Change) => ({ from, to, count })),
    ...toPerformance(tried),
    live: toPerformance(live),
  };
}

function toPerformance(performance: Performance): PerformanceResponse {
  const { alertsPerDay, precision, recall, amountSaved, amountWronglyBlocked } = performance;
  return {
    alertsPerDay: rounded(alertsPerDay, 2),
    precision: precision === undefined ? null : toShare(precision),
    recall: recall === undefined ? null : toShare(recall),
    amountSaved: amountSaved.map(toAmount),
    amountWronglyBlocked: amountWronglyBlocked.map(toAmount),
  };
}

function toShare({ part, whole, low, high }: Share): ShareResponse {
  return { value: rounded(part / whole, 4), low: rounded(low, 4), high: rounded(high, 4), part, whole };
}

/** Rounded outwards, so that the interval promises no more than it holds. */
function toAmount({ currency, amountMinor, low, high, count }: Amount): AmountResponse {
  return { currency, amount: amountMinor, low: Math.floor(low), high: Math.ceil(high), count };
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
