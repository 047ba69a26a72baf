import type { DeliveryFailure } from '../webhooks.types';
import type { AttemptResult } from './attempt-result';
import type { DeliveryJob } from './delivery-job';
import { isDelivered, isGone } from './endpoint-health';
import { nextWaitMs } from './retry-schedule';

/** What becomes of a delivery whose attempt is over. */
export interface NextState {
  readonly status: 'pending' | 'delivered' | 'failed';
  /** Null once it is settled. */
  readonly dueAt: Date | null;
  readonly failure: DeliveryFailure | null;
}

/** An attempt that is over; or, without a result, one that was not made. */
export interface AttemptEnd extends DeliveryJob {
  readonly next: NextState;
  readonly endedAt: Date;
  readonly result: AttemptResult | undefined;
}

export function notSent(failure: DeliveryFailure): NextState {
  return { status: 'failed', dueAt: null, failure };
}

/** `attemptsInRound` counts this one; `chance`, from 0 to below 1, says where in the jitter the next one is. */
export function afterAttempt(
  result: AttemptResult,
  attemptsInRound: number,
  { endedAt, chance }: { readonly endedAt: Date; readonly chance: number },
): NextState {
  if (isDelivered(result)) return { status: 'delivered', dueAt: null, failure: null };
  if (isGone(result)) return notSent('endpoint_gone');
  const waitMs = nextWaitMs({ failures: attemptsInRound, retryAfterMs: result.retryAfterMs, chance });
  if (waitMs === undefined) return notSent('retries_exhausted');
  return { status: 'pending', dueAt: new Date(endedAt.getTime() + waitMs), failure: null };
}
