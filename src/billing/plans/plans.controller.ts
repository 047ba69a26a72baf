import { Controller, Get, Inject } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { PLAN_LIMITS_PER_SECOND } from '@libs/config/setting-values';
import { SETTINGS } from '@libs/config/settings.token';
import { Public } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PlansResponse, toPlanResponse } from './plan.response';
import { PLANS } from './plans';

const EXAMPLE: PlansResponse = {
  data: PLANS.map((plan) => toPlanResponse(plan, PLAN_LIMITS_PER_SECOND[plan.id])),
};

@ApiTags('Billing')
@Controller('v1/plans')
export class PlansController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get()
  @Public()
  @ApiOperation({
    summary: 'List the plans, with their limits and prices',
    description: 'What a tenant is on, and what that means for it, is in GET /v1/billing.',
    operationId: 'listPlans',
    security: [],
  })
  @ApiOkResponse({ type: PlansResponse, example: EXAMPLE })
  list(): PlansResponse {
    const { perSecondOfPlan } = this.settings.requestLimits;
    return { data: PLANS.map((plan) => toPlanResponse(plan, perSecondOfPlan[plan.id])) };
  }
}
