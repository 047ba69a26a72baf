import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PAID_PLANS } from '../plans/plans';
import type { PaidPlan } from '../plans/plans';

const CHANGES = ['free', ...PAID_PLANS];

export class StartCheckoutDto {
  @ApiProperty({ enum: PAID_PLANS, example: 'growth' })
  @IsIn(PAID_PLANS)
  readonly plan!: PaidPlan;
}

export class ChangePlanDto {
  @ApiProperty({ enum: CHANGES, example: 'scale' })
  @IsIn(CHANGES)
  readonly plan!: PaidPlan | 'free';
}

export class PageResponse {
  @ApiProperty({ format: 'uri', example: 'https://checkout.stripe.com/c/pay/cs_test_a1b2c3' })
  readonly url!: string;
}
