import type { Scope } from '@libs/http/scope';

/**
 * What customers are told, each type with the scope that reads what it shows. Those that nothing publishes yet are
 * here too, so that they can be subscribed to.
 */
export const SCOPE_OF_EVENT = {
  'evaluation.allowed': 'evaluations:read',
  'evaluation.held': 'evaluations:read',
  'evaluation.blocked': 'evaluations:read',
  'outcome.recorded': 'evaluations:read',
  'review.resolved': 'evaluations:read',
  'policy.activated': 'policies:read',
  'agent.registered': 'agents:read',
  'agent.revoked': 'agents:read',
  'key.created': 'keys:read',
  'key.rotated': 'keys:read',
  'key.revoked': 'keys:read',
  'endpoint.pinged': 'webhooks:read',
  'endpoint.disabled': 'webhooks:read',
  'secret.rotation_due': 'webhooks:read',
  'usage.threshold_reached': 'billing:read',
  'plan.changed': 'billing:read',
  'security.anomaly_detected': 'keys:read',
  'security.key_exposed': 'keys:read',
  'export.completed': 'privacy:read',
  'erasure.completed': 'privacy:read',
  'incident.reported': 'tenant:read',
} as const satisfies Record<string, Scope>;

export type EventType = keyof typeof SCOPE_OF_EVENT;

export const EVENT_TYPES = Object.keys(SCOPE_OF_EVENT) as readonly EventType[];

/** Whether what somebody asked for (`evaluation.held`, `evaluation.*` or `*`) is of this type. */
export function isOfType(pattern: string, type: string): boolean {
  if (pattern === '*' || pattern === type) return true;
  return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
}

export interface EventDraft {
  readonly type: EventType;
  /** The uuid of the resource that `data` shows. */
  readonly resourceId: string;
  /** The resource as its GET answers. */
  readonly data: object;
}
