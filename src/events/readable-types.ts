import { grants } from '@libs/http/scope';
import type { Scope } from '@libs/http/scope';
import { EVENT_TYPES, isOfType, SCOPE_OF_EVENT } from './events.types';
import type { EventType } from './events.types';

/** The types that `pattern` stands for and of which a key with these scopes may read what they show. */
export function readableTypes(scopes: readonly Scope[], pattern = '*'): EventType[] {
  return EVENT_TYPES.filter((type) => isOfType(pattern, type) && grants(scopes, SCOPE_OF_EVENT[type]));
}
