import type { Scope } from '@libs/http/scope';

/** `*` is every scope, of today and of later. */
export function grants(held: readonly Scope[], needed: Scope): boolean {
  return held.includes('*') || held.includes(needed);
}
