import type { AttemptEnd } from './attempt-end';
import type { AttemptResult } from './attempt-result';
import { isGone, isToBeDisabled, nextHealth } from './endpoint-health';
import type { EndpointHealth } from './settlement.repository';

/** An attempt that says something of its endpoint. */
export interface Told extends AttemptEnd {
  readonly result: AttemptResult;
}

export interface Disabling {
  readonly tenantId: string;
  readonly endpointId: string;
  readonly reason: 'gone' | 'failing';
}

export interface HealthChanges {
  readonly health: readonly EndpointHealth[];
  readonly disabled: readonly Disabling[];
}

/** What attempts that ended make of their endpoints. */
export function healthChanges(before: readonly EndpointHealth[], told: readonly Told[]): HealthChanges {
  const inOrder = [...told].sort((a, b) => a.endedAt.getTime() - b.endedAt.getTime());
  const changed = before.map((health) => {
    const own = inOrder.filter(
      ({ tenantId, endpointId }) => tenantId === health.tenantId && endpointId === health.endpointId,
    );
    return { health: own.reduce(afterAttempt, health), own };
  });
  return {
    health: changed.map(({ health }) => health),
    disabled: changed.flatMap(({ health, own }) => {
      const reason = reasonToDisable(health, own);
      return reason === undefined ? [] : [{ ...keyOf(health), reason }];
    }),
  };
}

function afterAttempt(health: EndpointHealth, { result, endedAt }: Told): EndpointHealth {
  return { ...keyOf(health), ...nextHealth(health, { ...result, endedAt }) };
}

function reasonToDisable(health: EndpointHealth, own: readonly Told[]): Disabling['reason'] | undefined {
  if (own.some(({ result }) => isGone(result))) return 'gone';
  const last = own.at(-1);
  return last !== undefined && isToBeDisabled(health, last.endedAt) ? 'failing' : undefined;
}

function keyOf({ tenantId, endpointId }: EndpointHealth): Pick<EndpointHealth, 'tenantId' | 'endpointId'> {
  return { tenantId, endpointId };
}
