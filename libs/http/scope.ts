type ReadOrWrite = 'read' | 'write';
type Resource =
  'evaluations' | 'policies' | 'lists' | 'agents' | 'webhooks' | 'billing' | 'privacy' | 'keys' | 'tenant';

/** What an API key may do. `*` is every scope; a route asks for one of the others. */
export type Scope = `${Resource}:${ReadOrWrite}` | 'outcomes:write' | 'reviews:write' | 'audit:read' | '*';
