import { stripeGateway } from '../../src/billing/stripe.module';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { FakeStripe } from './fake-stripe/fake-stripe';

/** The product with a Stripe of our own, in which the plans are set up. */
export interface PayingApi {
  readonly api: TestApi;
  readonly stripe: FakeStripe;
  stop(): Promise<void>;
}

/** `nowSeconds` is Stripe's time, if it isn't the real one. */
export async function startPayingApi(
  over: Parameters<typeof startTestApi>[0] = {},
  nowSeconds?: number,
): Promise<PayingApi> {
  const stripe = new FakeStripe();
  if (nowSeconds !== undefined) stripe.books.now = nowSeconds;
  await stripe.start();
  await stripeGateway({ stripe: stripe.settings, publicUrl: 'http://localhost' }).setUp();
  const api = await startTestApi({ stripe: stripe.settings, defaultPlan: 'free', ...over });
  return {
    ...{ api, stripe },
    stop: async () => {
      await api.stop();
      await stripe.stop();
    },
  };
}
