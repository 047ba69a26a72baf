import { readSettings } from '@libs/config/settings';
import { SettingsError } from '@libs/config/settings-error';
import { stripeGateway } from '../billing/stripe.module';
import { runProcess } from '../process';

/** Makes the meters, products and prices of the plans at Stripe, where they are missing. Safe to run again. */
runProcess(async () => {
  const settings = readSettings();
  if (settings.stripe === undefined) throw new SettingsError(['STRIPE_SECRET_KEY: needed by stripe-setup']);
  const made = await stripeGateway(settings).setUp();
  console.log(made.length === 0 ? 'Everything is there.' : `Made:\n  ${made.join('\n  ')}`);
  process.exit(0);
});
