import { hourOf } from '../usage/calendar-month';
import type { Period } from '../usage/calendar-month';

const HOUR_MS = 3_600_000;
/** Who was decided at the end of an hour is committed by then; who isn't is in another part. */
const SETTLE_MS = 60_000;
/** Stripe takes events of the past 35 days (docs.stripe.com/api/billing/meter-event/create); less a while for sending. */
const OLDEST_MS = (35 * 24 - 2) * HOUR_MS;

/** The hours that are over and that Stripe may still be told of. */
export function reportableHours(billedFrom: Date, now: Date): Period {
  const oldest = hourOf(new Date(now.getTime() - OLDEST_MS));
  return {
    from: billedFrom > oldest ? billedFrom : oldest,
    to: hourOf(new Date(now.getTime() - SETTLE_MS)),
  };
}

/** When the hour that runs now can be told. */
export function nextReportAt(now: Date): Date {
  return new Date(hourOf(new Date(now.getTime() - SETTLE_MS)).getTime() + HOUR_MS + SETTLE_MS);
}

/** In the hour, whenever within it the subscription began. */
export function eventTime(hour: Date): Date {
  return new Date(hour.getTime() + HOUR_MS - 1_000);
}
