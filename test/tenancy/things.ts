import { formatId, parseId } from '@libs/ids/typeid';
import { newestEntry, plantTree } from '../audit/planted-tree';
import { uuidOfTenant } from '../evaluation/books';
import { aPolicy } from '../evaluation/policy-steps';
import type { Answer, Customer } from '../support/customer';
import type { TestDatabase } from '../support/test-database';
import { plantDelivery, plantEndpoint } from '../webhooks/planted';
import { HOOK_URL } from '../webhooks/endpoint-steps';
import { plantExport } from '../privacy/planted-export';
import { MARK, VICTIM_LIST, VICTIM_TRANSACTION } from './words';

/** Who makes things, and where they lie. */
export interface Maker {
  readonly victim: Customer;
  readonly database: TestDatabase;
}

type Make = (maker: Maker, collection: string) => Promise<string>;

const AUDIT_ENTRIES = '/v1/audit/entries';

let made = 0;

/**
 * One real thing of the victim's for each kind that a path can name, by the last word of its collection's path.
 * Answers with what names it in a path.
 */
export const THINGS: Readonly<Record<string, Make>> = {
  evaluations: async ({ victim }) => {
    made += 1;
    const transaction = { ...VICTIM_TRANSACTION, transactionId: `${MARK}-order-${made}` };
    return idOf(await victim.post('/v1/evaluations', transaction));
  },
  policies: async ({ victim }) => idOf(await victim.post('/v1/policies', aPolicy({ name: MARK }))),
  backtests: async ({ victim, database }) => {
    // A tenant has three under way at most.
    const cancelAll = `update backtests set status = 'cancelled', ended_at = now() where tenant_id = $1`;
    await database.query(cancelAll, [uuidOfTenant(victim.tenantId)]);
    const policyId = idOf(await victim.post('/v1/policies', aPolicy({ name: MARK })));
    return idOf(await victim.post(`/v1/policies/${policyId}/backtest`, lastMinute()));
  },
  lists: async ({ victim }) => {
    const name = `${VICTIM_LIST}_${(made += 1)}`;
    const { status } = await victim.post('/v1/lists', { name, description: MARK });
    if (status !== 201) throw new Error(`the list was answered ${status}`);
    await victim.post(`/v1/lists/${name}/entries`, { value: `${MARK}-value` });
    return name;
  },
  entries: async ({ victim, database }, collection) => {
    if (collection === AUDIT_ENTRIES) return formatId('audit', await newestEntry(database, victim));
    return idOf(await victim.post(collection, { value: `${MARK}-value-${(made += 1)}`, note: MARK }));
  },
  deliveries: async ({ victim, database }) => {
    const planting = { database, customer: victim };
    const endpointId = await plantEndpoint(planting);
    return (await plantDelivery(planting, { endpointId, status: 'failed' })).id;
  },
  events: async ({ victim }) => {
    await victim.post('/v1/api-keys', { name: MARK, scopes: ['lists:read'] });
    const { body } = await victim.get('/v1/events?type=key.created&limit=1');
    return body.data[0].id as string;
  },
  'webhook-endpoints': async ({ victim }) => {
    const terms = { url: `${HOOK_URL}/${MARK}`, eventTypes: ['policy.activated'], description: MARK };
    return idOf(await victim.post('/v1/webhook-endpoints', terms));
  },
  agents: makeAgent,
  keys: async (maker, collection) => {
    // Of an agent that is named, or of a new one.
    const path = collection.includes('/agents/') ? collection : `/v1/agents/${await makeAgent(maker)}/keys`;
    return idOf(await maker.victim.post(path, {}));
  },
  recoveries: async ({ victim, database }) => {
    const endpointId = await plantEndpoint({ database, customer: victim });
    return idOf(await victim.post(`/v1/webhook-endpoints/${endpointId}/recover`, sinceLastMinute()));
  },
  // A tenant makes one at a time, and so many a day.
  exports: ({ victim, database }) => plantExport({ database, customer: victim }),
  erasures: async ({ victim, database }) => {
    // A tenant has one of itself under way at most.
    await database.query(`update erasures set status = 'cancelled' where status = 'waiting'`);
    const { body } = await victim.get('/v1/tenant');
    return idOf(await victim.post('/v1/privacy/erasures', { scope: 'tenant', confirm: body.name }));
  },
  'api-keys': async ({ victim }) =>
    idOf(await victim.post('/v1/api-keys', { name: MARK, scopes: ['lists:read'] })),
};

/** What a call needs besides the thing itself: that the victim's own call would succeed. */
export const PREPARED: Readonly<Record<string, (maker: Maker, path: string) => Promise<void>>> = {
  settleReview: async ({ victim, database }, path) => {
    const [, id] = /evaluations\/([^/]+)/.exec(path) ?? [];
    const { body } = await victim.get(`/v1/evaluations/${id}`);
    // Which decision it came to is none of this test's business.
    await database.query(
      `update evaluations set decision = 'review' where tenant_id = $1 and trace_id = $2`,
      [uuidOfTenant(victim.tenantId), body.traceId],
    );
  },
  getInclusionProof: async ({ victim, database }, path) => {
    const [, id = ''] = /entries\/([^/]+)/.exec(path) ?? [];
    const planted = { tenantId: victim.tenantId, entryUuid: parseId('audit', id) ?? '', checkpoint: MARK };
    await plantTree(database, planted);
  },
  showShadow: startShadow,
  stopShadow: startShadow,
};

/** Bodies that fit a real thing, where the example of the document fits the document alone. */
export const BODIES: Readonly<Record<string, () => unknown>> = {
  reportOutcome: () => ({ label: 'fraud' }),
  startBacktest: () => lastMinute(),
  updateWebhookEndpoint: () => ({ description: 'Another' }),
  startRecovery: () => sinceLastMinute(),
  addAgentKey: () => ({}),
  updateAgent: () => ({ name: 'Another' }),
  removeEntry: () => ({ value: `${MARK}-value` }),
};

async function makeAgent({ victim }: Maker): Promise<string> {
  return idOf(await victim.post('/v1/agents', { name: MARK, method: 'hmac' }));
}

function lastMinute(): object {
  return { from: new Date(Date.now() - 60_000).toISOString(), to: new Date().toISOString() };
}

function sinceLastMinute(): object {
  return { since: new Date(Date.now() - 60_000).toISOString() };
}

async function startShadow({ victim }: Maker, path: string): Promise<void> {
  const { status } = await victim.post(path, undefined);
  if (status !== 201) throw new Error(`the shadow was answered ${status}`);
}

function idOf({ status, body }: Answer): string {
  if (status !== 201 && status !== 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body.id as string;
}
