import type { Scope } from '@libs/http/scope';
import { EVENT_TYPES, isOfType, SCOPE_OF_EVENT } from '../../events/events.types';

/** Whether an endpoint with these `eventTypes` is told of events of this type. */
export function subscribes(eventTypes: readonly string[], type: string): boolean {
  return eventTypes.some((pattern) => isOfType(pattern, type));
}

/** Whether there is a type that it stands for. */
export function isSubscribable(pattern: string): boolean {
  return EVENT_TYPES.some((type) => isOfType(pattern, type));
}

/** The scopes that read everything that such an endpoint is told of, each once. */
export function scopesNeeded(eventTypes: readonly string[]): Scope[] {
  const types = EVENT_TYPES.filter((type) => subscribes(eventTypes, type));
  return [...new Set(types.map((type) => SCOPE_OF_EVENT[type]))];
}
