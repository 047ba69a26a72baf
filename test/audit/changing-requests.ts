import type { AuditAction } from '../../src/audit/audit.types';
import { payFor } from '../billing/billing-steps';
import type { PayingApi } from '../billing/paying-api';
import { evaluate } from '../evaluation/evaluated';
import { aPolicy } from '../evaluation/policy-steps';
import { aDraft } from '../evaluation/shadow-steps';
import { CREATING } from '../idempotency/creating-requests';
import { aTransaction } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { until } from '../support/until';
import { HOOK_URL } from '../webhooks/endpoint-steps';

/** Who changes something, and where. */
export interface Scene extends PayingApi {
  readonly customer: Customer;
}

export interface ChangingRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** The id of what it happens to, where neither the request nor its answer names it. */
  readonly about?: string;
}

/** A request that changes something, and what the trail says of it. */
export interface Change {
  readonly leaves: readonly AuditAction[];
  request(scene: Scene): Promise<ChangingRequest> | ChangingRequest;
}

let made = 0;
const named = (what: string): string => `${what}_${(made += 1)}`;

/** Creates by the request that the tests of idempotency create by. */
function creating(operationId: string, ...leaves: AuditAction[]): Change {
  return {
    leaves,
    request: async ({ customer, api }) => {
      const requests = await CREATING[operationId]?.(customer, api.database);
      if (requests === undefined) throw new Error(`nobody knows how to ${operationId}`);
      return { method: 'POST', ...requests.once };
    },
  };
}

function changing(leaves: AuditAction, request: Change['request']): Change {
  return { leaves: [leaves], request };
}

/** By the operation's id: everything that changes something, by a key or by signing up. */
export const CHANGES: Readonly<Record<string, Change>> = {
  signUp: {
    leaves: ['tenant.created', 'key.created', 'tenant.created', 'key.created'],
    request: () => post('/v1/signup', { organization: 'Acme', email: 'ops@acme.example' }),
  },
  updateTenant: changing('tenant.updated', () => ({
    ...{ method: 'PATCH', path: '/v1/tenant', body: { name: named('Acme') } },
  })),

  createApiKey: creating('createApiKey', 'key.created'),
  rotateApiKey: creating('rotateApiKey', 'key.created', 'key.rotated'),
  revokeApiKey: changing('key.revoked', async ({ customer }) => {
    const { body } = await good(customer.post('/v1/api-keys', { name: 'Old', scopes: ['lists:read'] }));
    return remove(`/v1/api-keys/${body.id}`);
  }),

  evaluateTransaction: creating('evaluateTransaction', 'evaluation.decided'),
  evaluateBatch: {
    leaves: ['evaluation.decided', 'evaluation.decided'],
    request: () => post('/v1/evaluations/batch', { items: [aTransaction(), aTransaction()] }),
  },
  reportOutcome: creating('reportOutcome', 'outcome.recorded'),
  reportOutcomes: changing('outcome.recorded', async ({ customer }) => {
    const transaction = aTransaction();
    const { id } = await evaluate(customer, transaction);
    const item = { transactionId: transaction['transactionId'], label: 'fraud' };
    return { ...post('/v1/outcomes/batch', { items: [item] }), about: id };
  }),
  settleReview: creating('settleReview', 'review.resolved'),

  createPolicy: creating('createPolicy', 'policy.created'),
  activatePolicy: changing('policy.activated', async ({ customer }) => {
    const { body } = await good(customer.post('/v1/policies', aPolicy({ name: named('Policy') })));
    return post(`/v1/policies/${body.id}/activate`);
  }),
  startShadow: creating('startShadow', 'policy.shadow_started'),
  stopShadow: changing('policy.shadow_stopped', async ({ customer }) => {
    const path = `/v1/policies/${await aDraft(customer, [])}/shadow`;
    await good(customer.post(path, undefined));
    return remove(path);
  }),
  startBacktest: creating('startBacktest', 'backtest.started'),
  cancelBacktest: changing('backtest.cancelled', async ({ customer, api }) => {
    const path = `/v1/policies/${await aDraft(customer, [])}/backtest`;
    const [from, to] = [new Date(Date.now() - 60_000).toISOString(), new Date().toISOString()];
    const { body } = await good(customer.post(path, { from, to }));
    // Whoever works on it is done with it, and nobody takes it up again.
    const shown = `/v1/backtests/${body.id}`;
    await until(async () => (await customer.get(shown)).body.status === 'completed');
    await api.database.query(
      `update backtests set status = 'running', ended_at = null, lease_until = '2100-01-01'`,
    );
    return post(`/v1/backtests/${body.id}/cancel`);
  }),

  createList: creating('createList', 'list.created'),
  deleteList: changing('list.deleted', async ({ customer }) => {
    const { name, id } = await aList(customer);
    return { ...remove(`/v1/lists/${name}`), about: id };
  }),
  putEntry: creating('putEntry', 'list.entry_added'),
  deleteEntry: changing('list.entry_removed', async ({ customer }) => {
    const { name, entryId } = await aList(customer);
    return remove(`/v1/lists/${name}/entries/${entryId}`);
  }),
  removeEntry: changing('list.entry_removed', async ({ customer }) => {
    const { name, entryId } = await aList(customer);
    return { ...post(`/v1/lists/${name}/entries/remove`, { value: 'c-1' }), about: entryId };
  }),

  registerAgent: creating('registerAgent', 'agent.registered'),
  updateAgent: changing('agent.updated', async ({ customer }) => ({
    ...{ method: 'PATCH', path: `/v1/agents/${await anAgent(customer)}`, body: { name: 'Another' } },
  })),
  revokeAgent: changing('agent.revoked', async ({ customer }) =>
    remove(`/v1/agents/${await anAgent(customer)}`),
  ),
  addAgentKey: creating('addAgentKey', 'agent.key_added'),
  revokeAgentKey: changing('agent.key_revoked', async ({ customer }) => {
    const agentId = await anAgent(customer);
    const { body } = await good(customer.post(`/v1/agents/${agentId}/keys`, {}));
    return remove(`/v1/agents/${agentId}/keys/${body.id}`);
  }),

  createWebhookEndpoint: creating('createWebhookEndpoint', 'endpoint.created'),
  updateWebhookEndpoint: {
    leaves: ['endpoint.updated', 'endpoint.disabled'],
    request: async ({ customer }) => ({
      ...{ method: 'PATCH', path: `/v1/webhook-endpoints/${await anEndpoint(customer)}` },
      body: { description: 'Another', status: 'disabled' },
    }),
  },
  deleteWebhookEndpoint: changing('endpoint.deleted', async ({ customer }) =>
    remove(`/v1/webhook-endpoints/${await anEndpoint(customer)}`),
  ),
  rotateWebhookSecret: creating('rotateWebhookSecret', 'endpoint.secret_rotated'),
  testWebhookEndpoint: changing('endpoint.pinged', async ({ customer }) =>
    post(`/v1/webhook-endpoints/${await anEndpoint(customer)}/test`),
  ),
  startRecovery: creating('startRecovery', 'recovery.started'),
  retryDelivery: creating('retryDelivery', 'delivery.retried'),

  startExport: creating('startExport', 'export.requested'),
  requestErasure: changing('erasure.requested', () =>
    post('/v1/privacy/erasures', { subject: { kind: 'customer', id: named('c') } }),
  ),
  cancelErasure: changing('erasure.cancelled', async ({ customer }) => {
    const { name } = (await good(customer.get('/v1/tenant'))).body;
    const asked = { scope: 'tenant', confirm: name as string };
    const { body } = await good(customer.post('/v1/privacy/erasures', asked));
    return remove(`/v1/privacy/erasures/${body.id}`);
  }),

  startCheckout: changing('checkout.started', () => post('/v1/billing/checkout', { plan: 'growth' })),
  openPortal: changing('portal.opened', async (scene) => {
    await subscribe(scene);
    return post('/v1/billing/portal');
  }),
  changePlan: changing('plan.change_requested', async (scene) => {
    await subscribe(scene);
    return post('/v1/billing/plan', { plan: 'free' });
  }),
};

/** What is no GET, and changes nothing; Stripe's own calls are not in the document. */
export const CHANGES_NOTHING: Readonly<Record<string, string>> = {
  searchEvaluations: 'reads: what is looked for must not stand in a URL',
  lookUpEntity: 'reads: who is looked up must not stand in a URL',
  replayEvaluation: 'decides again for whoever looks, and keeps nothing',
  validatePolicy: 'checks, and keeps nothing',
};

function post(path: string, body?: unknown): ChangingRequest {
  return { method: 'POST', path, body };
}

function remove(path: string): ChangingRequest {
  return { method: 'DELETE', path };
}

async function good(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

async function aList({ post: send }: Customer): Promise<{ name: string; id: string; entryId: string }> {
  const name = named('list');
  const { body } = await good(send('/v1/lists', { name }));
  const entry = await good(send(`/v1/lists/${name}/entries`, { value: 'c-1' }));
  return { name, id: body.id as string, entryId: entry.body.id as string };
}

async function anAgent({ post: send }: Customer): Promise<string> {
  return (await good(send('/v1/agents', { name: 'Buyer', method: 'hmac' }))).body.id as string;
}

async function anEndpoint({ post: send }: Customer): Promise<string> {
  const terms = { url: HOOK_URL, eventTypes: ['policy.activated'] };
  return (await good(send('/v1/webhook-endpoints', terms))).body.id as string;
}

/** Nothing happens where it did. */
async function subscribe({ api, stripe, customer }: Scene): Promise<void> {
  const { body } = await customer.get('/v1/billing');
  if (body.status !== 'active') await payFor(api, stripe, customer, 'growth');
}
