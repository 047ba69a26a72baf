import { Body, Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BillingOverview } from './account/billing-overview';
import { BILLING_EXAMPLE, CHANGED_EXAMPLE } from './account/billing.example';
import { BillingResponse } from './account/billing.response';
import { ChangePlanDto, PageResponse, StartCheckoutDto } from './subscriptions/subscription.dto';
import { SubscriptionsService } from './subscriptions/subscriptions.service';

@ApiTags('Billing')
@Controller('v1/billing')
export class BillingController {
  constructor(
    private readonly overview: BillingOverview,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  @Get()
  @RequireScope('billing:read')
  @ApiOperation({
    summary: 'Show the plan, and where the tenant stands in the running month',
    description: 'From the ledger that invoices are made of, to the last evaluation.',
    operationId: 'getBilling',
  })
  @ApiOkResponse({ type: BillingResponse, example: BILLING_EXAMPLE })
  get(@CurrentCaller() { tenantId }: Caller): Promise<BillingResponse> {
    return this.overview.show(tenantId);
  }

  @Post('checkout')
  @HttpCode(HttpStatus.OK)
  @RequireScope('billing:write')
  @ApiOperation({
    summary: 'Begin to pay for a plan',
    description:
      'Leads to a page of Stripe’s, where a person pays. The plan holds from then on, within seconds; an older page is closed.',
    operationId: 'startCheckout',
  })
  @ApiOkResponse({ type: PageResponse })
  async checkout(@CurrentCaller() caller: Caller, @Body() { plan }: StartCheckoutDto): Promise<PageResponse> {
    return { url: await this.subscriptions.checkout(caller, plan) };
  }

  @Post('portal')
  @HttpCode(HttpStatus.OK)
  @RequireScope('billing:write')
  @ApiOperation({
    summary: 'Open the page for cards, invoices and the end of the subscription',
    description: 'A page of Stripe’s, for a person, and for a short time.',
    operationId: 'openPortal',
  })
  @ApiOkResponse({ type: PageResponse })
  async portal(@CurrentCaller() caller: Caller): Promise<PageResponse> {
    return { url: await this.subscriptions.portal(caller) };
  }

  @Post('plan')
  @HttpCode(HttpStatus.OK)
  @RequireScope('billing:write')
  @ApiOperation({
    summary: 'Change the plan of a subscription',
    description:
      'A larger plan holds at once, and the rest of the month is charged now. A smaller one holds from the end of the month on; free ends the subscription then. The plan that holds takes such a change back.',
    operationId: 'changePlan',
  })
  @ApiOkResponse({ type: BillingResponse, example: CHANGED_EXAMPLE })
  async changePlan(
    @CurrentCaller() caller: Caller,
    @Body() { plan }: ChangePlanDto,
  ): Promise<BillingResponse> {
    await this.subscriptions.changePlan(caller, plan);
    return this.overview.show(caller.tenantId);
  }
}
