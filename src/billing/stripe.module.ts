import { Module } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { NoStripeGateway } from './stripe/no-stripe.gateway';
import { StripeGateway } from './stripe/stripe-gateway';
import { StripeSdkGateway } from './stripe/stripe-sdk.gateway';

@Module({
  providers: [{ provide: StripeGateway, inject: [SETTINGS], useFactory: stripeGateway }],
  exports: [StripeGateway],
})
export class StripeModule {}

export function stripeGateway({ stripe, publicUrl }: Pick<Settings, 'stripe' | 'publicUrl'>): StripeGateway {
  return stripe === undefined ? new NoStripeGateway() : new StripeSdkGateway(stripe, `${publicUrl}/docs`);
}
