import { CATALOGUE_ROUTES } from './catalogue-routes';
import { CHECKOUT_ROUTES } from './checkout-routes';
import { METER_ROUTES } from './meter-routes';
import type { Route } from './route';
import { SUBSCRIPTION_ROUTES } from './subscription-routes';

export const ROUTES: readonly Route[] = [
  ...[...CATALOGUE_ROUTES, ...METER_ROUTES, ...CHECKOUT_ROUTES, ...SUBSCRIPTION_ROUTES],
];
