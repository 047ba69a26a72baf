import { endpointName } from '../endpoint-key';
import type { EndpointKey } from '../endpoint-key';
import type { AttemptEnd } from './attempt-end';
import type { AttemptResult } from './attempt-result';
import { isGone, isToBeDisabled, nextHealth } from './endpoint-health';
import type { Health } from './endpoint-health';
import type { EndpointHealth } from './settlement.repository';

/** An attempt that says something of its endpoint. */
export interface Told extends AttemptEnd {
  readonly result: AttemptResult;
}

export interface Disabling extends EndpointKey {
  readonly reason: 'gone' | 'failing';
}

export interface HealthChanges {
  readonly health: readonly EndpointHealth[];
  readonly disabled: readonly Disabling[];
}

/** What attempts that ended make of their endpoints. */
export function healthChanges(before: readonly EndpointHealth[], told: readonly Told[]): HealthChanges {
  const byEndpoint = inOrderByEndpoint(told);
  const changed = before.map((health) => {
    const own = byEndpoint.get(endpointName(health)) ?? [];
    return { health: { ...keyOf(health), ...own.reduce(afterAttempt, health) }, own };
  });
  return {
    health: changed.map(({ health }) => health),
    disabled: changed.flatMap(({ health, own }) => {
      const reason = reasonToDisable(health, own);
      return reason === undefined ? [] : [{ ...keyOf(health), reason }];
    }),
  };
}

function inOrderByEndpoint(told: readonly Told[]): ReadonlyMap<string, readonly Told[]> {
  const byEndpoint = new Map<string, Told[]>();
  for (const each of [...told].sort((a, b) => a.endedAt.getTime() - b.endedAt.getTime())) {
    const own = byEndpoint.get(endpointName(each));
    if (own === undefined) byEndpoint.set(endpointName(each), [each]);
    else own.push(each);
  }
  return byEndpoint;
}

function afterAttempt(health: Health, { result, endedAt }: Told): Health {
  const { startedAt, responseStatus, retryAfterMs } = result;
  return nextHealth(health, { startedAt, endedAt, responseStatus, retryAfterMs });
}

function reasonToDisable(health: EndpointHealth, own: readonly Told[]): Disabling['reason'] | undefined {
  if (own.some(({ result }) => isGone(result))) return 'gone';
  const last = own.at(-1);
  return last !== undefined && isToBeDisabled(health, last.endedAt) ? 'failing' : undefined;
}

function keyOf({ tenantId, endpointId }: EndpointHealth): EndpointKey {
  return { tenantId, endpointId };
}
