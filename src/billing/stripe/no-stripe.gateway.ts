import { StripeGateway } from './stripe-gateway';

/** Where no key of Stripe's is set. Whoever asks for more than `isOn` has not asked for that. */
export class NoStripeGateway extends StripeGateway {
  readonly isOn = false;
  readonly setUp = off;
  readonly createCustomer = off;
  readonly createCheckout = off;
  readonly expireCheckout = off;
  readonly createPortal = off;
  readonly findSubscription = off;
  readonly upgrade = off;
  readonly changeAtPeriodEnd = off;
  readonly keep = off;
  readonly reportUsage = off;
  readonly usageByHour = off;

  readEvent(): never {
    throw new Error('STRIPE_SECRET_KEY is not set');
  }
}

function off(): Promise<never> {
  return Promise.reject(new Error('STRIPE_SECRET_KEY is not set'));
}
