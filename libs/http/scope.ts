const RESOURCES = [
  'evaluations',
  'policies',
  'lists',
  'agents',
  'webhooks',
  'billing',
  'privacy',
  'keys',
  'tenant',
] as const;
type Resource = (typeof RESOURCES)[number];
type ReadOrWrite = 'read' | 'write';

/** What an API key may do. `*` is every scope; a route asks for one of the others. */
export type Scope = `${Resource}:${ReadOrWrite}` | 'outcomes:write' | 'reviews:write' | 'audit:read' | '*';

export const SCOPES: readonly Scope[] = [
  ...RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`] as const),
  'outcomes:write',
  'reviews:write',
  'audit:read',
  '*',
];

export function isScope(text: unknown): text is Scope {
  return (SCOPES as readonly unknown[]).includes(text);
}

/** `*` is every scope, of today and of later. */
export function grants(held: readonly Scope[], needed: Scope): boolean {
  return held.includes('*') || held.includes(needed);
}
