import { Controller, Headers, HttpCode, HttpStatus, Post, Req } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import { Problem } from '@libs/http/problem';
import { Public } from '@libs/http/scopes.decorator';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { Request } from 'express';
import { payingIsOff } from '../billing.problems';
import { StripeEventsService } from './stripe-events.service';
import { StripeGateway, StripeSignatureError } from './stripe-gateway';
import type { StripeEvent } from './stripe-gateway';

/** Where Stripe tells of changes. Its signature stands in the place of a key. */
@Controller('v1/billing/stripe-webhook')
export class StripeWebhookController {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly events: StripeEventsService,
  ) {}

  @Post()
  @Public()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiExcludeEndpoint()
  async receive(
    @Req() { rawBody }: RawBodyRequest<Request>,
    @Headers('stripe-signature') signature: string | undefined,
  ): Promise<void> {
    if (!this.stripe.isOn) throw payingIsOff();
    await this.events.receive(this.read(rawBody ?? Buffer.alloc(0), signature ?? ''));
  }

  private read(body: Buffer, signature: string): StripeEvent {
    try {
      return this.stripe.readEvent(body, signature);
    } catch (error) {
      if (!(error instanceof StripeSignatureError)) throw error;
      throw new Problem('bad_request', error.message);
    }
  }
}
