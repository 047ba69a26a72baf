import type { IdPrefix } from '@libs/ids/typeid';

/** What the trail has an entry for. Names in `before` and `after` are those that may be there. */
export interface ActionKind {
  /** When it is written, as the end of "an entry when …". */
  readonly when: string;
  /** What it happened to. */
  readonly resource: IdPrefix;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  /** What is committed to by `contentDigest` and not shown. */
  readonly content?: string;
}

const ENDPOINT_TERMS = ['url', 'eventTypes', 'description', 'maxPerSecond'];
const TENANT_TERMS = ['name', 'email', 'agentVerification', 'allowedIps'];
const AGENT_KEY = ['id', 'method', 'thumbprint', 'publicKey', 'status', 'createdAt', 'revokedAt'];

/** Every action, with what `docs/audit-trail.md` says of it. A name is never changed and never used again. */
export const AUDIT_ACTIONS = {
  'tenant.created': { when: 'somebody signs up', resource: 'tenant', after: ['name', 'plan', 'mode'] },
  'tenant.updated': {
    when: 'settings of the tenant are changed',
    resource: 'tenant',
    ...{ before: TENANT_TERMS, after: TENANT_TERMS },
  },
  'tenant.fingerprint_key_renewed': {
    when: 'what the tenant’s fingerprint key is derived from moves to a newer master key; the key stays the same',
    resource: 'tenant',
    ...{ before: ['masterKey'], after: ['masterKey'] },
  },
  'key.created': {
    when: 'an API key is made, at sign-up too',
    resource: 'key',
    after: ['name', 'scopes', 'expiresAt', 'allowedIps', 'agentId'],
  },
  'key.rotated': {
    when: 'an API key is replaced by another',
    resource: 'key',
    ...{ before: ['expiresAt'], after: ['expiresAt', 'replacedBy'] },
  },
  'key.revoked': {
    when: 'an API key is revoked',
    resource: 'key',
    ...{ before: ['revokedAt'], after: ['revokedAt'] },
  },
  'key.used': {
    when: 'an API key lets in a request from a network where it was never used before, the first one too',
    resource: 'key',
    after: ['network'],
  },
  'key.exposed': { when: 'an API key is sent over plain HTTP', resource: 'key', after: ['over'] },
  'access.refused': {
    when: 'requests with a known API key are refused, at most once a minute for each key and code',
    resource: 'key',
    after: ['code', 'method', 'path', 'refusals', 'firstAt', 'lastAt'],
  },
  'security.anomaly_detected': {
    when: 'an API key is used in a way that looks like abuse',
    resource: 'key',
    after: ['kind', 'from', 'code', 'attempts', 'limitPerSecond'],
  },
  'agent.registered': {
    when: 'an agent is registered',
    resource: 'agent',
    after: ['id', 'name', 'method', 'mandate', 'status', 'keys', 'createdAt', 'updatedAt', 'revokedAt'],
  },
  'agent.updated': {
    when: 'an agent’s name or mandate is changed',
    resource: 'agent',
    ...{ before: ['name', 'mandate'], after: ['name', 'mandate'] },
  },
  'agent.revoked': {
    when: 'an agent is revoked',
    resource: 'agent',
    ...{ before: ['status'], after: ['status'] },
  },
  'agent.key_added': { when: 'an agent gets another key', resource: 'agent', after: AGENT_KEY },
  'agent.key_revoked': { when: 'a key of an agent is revoked', resource: 'agent', before: AGENT_KEY },
  'policy.created': {
    when: 'a version of the policy is made; the first one by the service',
    resource: 'policy',
    after: ['version', 'name'],
    content: 'the definition',
  },
  'policy.activated': {
    when: 'another version of the policy begins to decide',
    resource: 'policy',
    ...{ before: ['version'], after: ['version'] },
  },
  'policy.shadow_started': {
    when: 'a version begins to decide beside the active one',
    resource: 'policy',
    after: ['version'],
  },
  'policy.shadow_stopped': {
    when: 'a version ceases to decide beside the active one',
    resource: 'policy',
    after: ['version'],
  },
  'backtest.started': {
    when: 'a backtest is asked for',
    resource: 'backtest',
    after: ['policyVersion', 'from', 'to'],
  },
  'backtest.cancelled': {
    when: 'a backtest is cancelled',
    resource: 'backtest',
    before: ['status'],
    after: ['policyVersion', 'from', 'to'],
  },
  'list.created': { when: 'a list is made', resource: 'list', after: ['list', 'description'] },
  'list.deleted': {
    when: 'a list is deleted, with its entries',
    resource: 'list',
    before: ['list', 'description', 'entries'],
  },
  'list.entry_added': {
    when: 'a value is put on a list, or one that is there gets another note or end',
    resource: 'entry',
    ...{ before: ['list', 'expiresAt'], after: ['list', 'expiresAt'] },
    content: 'the value and its note',
  },
  'list.entry_removed': {
    when: 'a value is taken off a list',
    resource: 'entry',
    before: ['list', 'expiresAt'],
    content: 'the value and its note',
  },
  'evaluation.decided': {
    when: 'a transaction is decided',
    resource: 'eval',
    after: ['decision', 'score', 'policy'],
    content: 'the evaluation',
  },
  'outcome.recorded': {
    when: 'what really happened is told, or told otherwise than before',
    resource: 'eval',
    ...{ before: ['label', 'reportedAt'], after: ['label', 'reportedAt'] },
    content: 'the reason',
  },
  'review.resolved': {
    when: 'a review is settled',
    resource: 'eval',
    after: ['resolution'],
    content: 'the note',
  },
  'profiles.rebuild_started': {
    when: 'whoever runs the service begins to make profiles again',
    resource: 'tenant',
    after: ['kind'],
    content: 'the entity, where it is one',
  },
  'profiles.rebuilt': {
    when: 'profiles were made again',
    resource: 'tenant',
    after: ['kind', 'rebuilt', 'differed'],
    content: 'the entity, where it is one',
  },
  'endpoint.created': { when: 'a webhook endpoint is made', resource: 'endpoint', after: ENDPOINT_TERMS },
  'endpoint.updated': {
    when: 'terms of an endpoint are changed',
    resource: 'endpoint',
    ...{ before: ENDPOINT_TERMS, after: ENDPOINT_TERMS },
  },
  'endpoint.deleted': {
    when: 'an endpoint is deleted, with its secrets',
    resource: 'endpoint',
    before: ENDPOINT_TERMS,
  },
  'endpoint.enabled': {
    when: 'an endpoint is switched on again',
    resource: 'endpoint',
    ...{ before: ['status', 'disabledReason'], after: ['status', 'disabledReason'] },
  },
  'endpoint.disabled': {
    when: 'an endpoint is switched off, by a key or because it failed for too long',
    resource: 'endpoint',
    ...{ before: ['status', 'disabledReason'], after: ['status', 'disabledReason'] },
  },
  'endpoint.secret_rotated': {
    when: 'an endpoint gets another secret',
    resource: 'endpoint',
    ...{ before: ['version'], after: ['version', 'overlapSeconds'] },
  },
  'endpoint.secret_rotation_due': {
    when: 'the tenant is told that an endpoint’s secret should be replaced',
    resource: 'endpoint',
    after: ['version'],
  },
  'endpoint.pinged': { when: 'an endpoint is tested', resource: 'endpoint' },
  'delivery.retried': {
    when: 'a delivery is sent again',
    resource: 'delivery',
    ...{ before: ['status'], after: ['endpointId', 'eventId'] },
  },
  'recovery.started': {
    when: 'all that failed at an endpoint is sent again',
    resource: 'recovery',
    after: ['endpointId', 'since', 'until'],
  },
  'checkout.started': { when: 'a page to pay for a plan is opened', resource: 'tenant', after: ['plan'] },
  'portal.opened': {
    when: 'a page for cards, invoices and the end of a subscription is opened',
    resource: 'tenant',
  },
  'plan.change_requested': { when: 'another plan is asked for', resource: 'tenant', after: ['plan'] },
  'plan.changed': {
    when: 'the limits of another plan begin to hold',
    resource: 'tenant',
    ...{ before: ['plan'], after: ['plan'] },
  },
  'subscription.changed': {
    when: 'Stripe says something new of the subscription',
    resource: 'tenant',
    ...{ before: ['status', 'plan', 'nextPlan'], after: ['status', 'plan', 'nextPlan'] },
  },
  'erasure.requested': {
    when: 'an erasure is asked for; whom it is of is not said',
    resource: 'erasure',
    after: ['scope', 'subjectKind', 'executeAfter'],
  },
  'erasure.cancelled': {
    when: 'the erasure of a tenant is taken back',
    resource: 'erasure',
    after: ['scope'],
  },
  'erasure.completed': {
    when: 'an erasure is done; it commits to the leaves of the entries that it emptied',
    resource: 'erasure',
    after: ['scope', 'subjectKind', 'counts', 'erasedLeaves'],
  },
  'audit.exported': {
    when: 'the trail is taken away',
    resource: 'tenant',
    after: ['from', 'to', 'firstIndex', 'endIndex'],
  },
  'export.requested': { when: 'an export of everything is asked for', resource: 'export' },
  'export.completed': {
    when: 'an export of everything can be downloaded',
    resource: 'export',
    after: ['sizeBytes', 'sha256'],
  },
  'export.failed': {
    when: 'an export of everything could not be made',
    resource: 'export',
    after: ['failure'],
  },
  'export.downloaded': {
    when: 'an export of everything is downloaded, at most once a minute for each key and export',
    resource: 'export',
  },
} as const satisfies Record<string, ActionKind>;
