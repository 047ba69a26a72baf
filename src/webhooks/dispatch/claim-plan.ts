import type { DeliveryFailure } from '../webhooks.types';
import type { EndpointKey } from '../endpoint-key';
import type { OpenEndpoint } from './claims.repository';
import { fairShares } from './fair-shares';
import { sendAllowance, turnAfterMs } from './send-allowance';

/** Of a worker's places a tenant has half at most: whoever else comes finds one. */
export const MOST_OF_TENANT = 128;

/** What is to be done about endpoints that have something due. */
export interface ClaimPlan {
  readonly shares: readonly (EndpointKey & { readonly share: number })[];
  readonly turns: readonly (EndpointKey & { readonly turnMs: number })[];
  /** Nothing more is sent to these. */
  readonly ended: readonly (EndpointKey & { readonly failure: DeliveryFailure })[];
  /** In how many milliseconds something may be sent that may not yet. */
  readonly againInMs: number;
}

/** Who may send how much now. */
export function planClaims(open: readonly OpenEndpoint[], capacity: number, now: Date): ClaimPlan {
  const shares = fairShares(
    open.map((endpoint) => ({ ...endpoint, wanted: wantedOf(endpoint, now) })),
    { capacity, mostOfTenant: MOST_OF_TENANT },
  );
  const taking = open
    .map((endpoint, index) => ({ endpoint, share: shares[index] ?? 0 }))
    .filter(({ share }) => share > 0);
  const turns = taking.flatMap(({ endpoint, share }) => {
    const turnMs = turnAfterMs(endpoint, share, now);
    return turnMs === null ? [] : [{ ...keyOf(endpoint), turnMs }];
  });
  return {
    shares: taking.map(({ endpoint, share }) => ({ ...keyOf(endpoint), share })),
    turns,
    ended: open.flatMap((endpoint) => {
      const failure = failureOf(endpoint);
      return failure === undefined || endpoint.due === 0 ? [] : [{ ...keyOf(endpoint), failure }];
    }),
    againInMs: againInMs(open, turns, now),
  };
}

function wantedOf(endpoint: OpenEndpoint, now: Date): number {
  return endpoint.status === 'enabled' ? Math.min(endpoint.due, sendAllowance(endpoint, now)) : 0;
}

function failureOf({ status }: OpenEndpoint): DeliveryFailure | undefined {
  if (status === null) return 'endpoint_deleted';
  return status === 'disabled' ? 'endpoint_disabled' : undefined;
}

/** The next turn of whoever has a rate and something due, and the end of a hold. */
function againInMs(open: readonly OpenEndpoint[], turns: ClaimPlan['turns'], now: Date): number {
  const waiting = open.flatMap(({ status, due, maxPerSecond, nextTurnMs, heldUntil }) => {
    if (status !== 'enabled') return [];
    if (heldUntil !== null && heldUntil > now) return [heldUntil.getTime()];
    return due > 0 && maxPerSecond !== null && nextTurnMs !== null ? [nextTurnMs] : [];
  });
  const later = [...waiting, ...turns.map(({ turnMs }) => turnMs)].filter((ms) => ms > now.getTime());
  return later.reduce((soonest, ms) => Math.min(soonest, Math.ceil(ms - now.getTime())), Infinity);
}

function keyOf({ tenantId, endpointId }: EndpointKey): EndpointKey {
  return { tenantId, endpointId };
}
