import { generateKeyPairSync } from 'node:crypto';
import { anOpenReview } from '../evaluation/told';
import { evaluate } from '../evaluation/evaluated';
import { aPolicy } from '../evaluation/policy-steps';
import { aDraft } from '../evaluation/shadow-steps';
import { aTransaction } from '../support/customer';
import type { Customer } from '../support/customer';
import type { TestDatabase } from '../support/test-database';
import { plantDelivery, plantEndpoint } from '../webhooks/planted';
import type { Planted } from '../webhooks/planted';
import { HOOK_URL } from '../webhooks/endpoint-steps';

export interface CreatingRequest {
  readonly path: string;
  readonly body?: unknown;
}

/** A request that creates one thing, and another one that could be meant by the same key by mistake. */
export interface Requests {
  readonly once: CreatingRequest;
  readonly other: CreatingRequest;
}

const aPublicKey = (): unknown => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
let made = 0;
const named = (what: string): string => `${what}_${(made += 1)}`;

/** By the operation's id: for each customer anew, with whatever has to be there before. */
export const CREATING: Readonly<
  Record<string, (customer: Customer, database: TestDatabase) => Promise<Requests>>
> = {
  evaluateTransaction: () => {
    const body = aTransaction();
    return Promise.resolve(bodies('/v1/evaluations', body, { ...body, amount: 2_501 }));
  },
  createPolicy: () => Promise.resolve(bodies('/v1/policies', aPolicy(), aPolicy({ name: 'Other' }))),
  createApiKey: () => {
    const terms = { name: 'Checkout', scopes: ['lists:read'] };
    return Promise.resolve(bodies('/v1/api-keys', terms, { ...terms, name: 'Other' }));
  },
  rotateApiKey: async ({ post }) => {
    const { body } = await post('/v1/api-keys', { name: 'Checkout', scopes: ['lists:read'] });
    return bodies(`/v1/api-keys/${body.id}/rotate`, { overlapSeconds: 0 }, { overlapSeconds: 60 });
  },
  createWebhookEndpoint: () => {
    const terms = { url: HOOK_URL, eventTypes: ['policy.activated'] };
    return Promise.resolve(bodies('/v1/webhook-endpoints', terms, { ...terms, maxPerSecond: 1 }));
  },
  rotateWebhookSecret: async ({ post }) => {
    const terms = { url: HOOK_URL, eventTypes: ['policy.activated'] };
    const { body } = await post('/v1/webhook-endpoints', terms);
    const path = `/v1/webhook-endpoints/${body.id}/rotate-secret`;
    return bodies(path, { overlapSeconds: 60 }, { overlapSeconds: 61 });
  },
  registerAgent: () => {
    const terms = { name: 'Buyer', method: 'hmac' };
    return Promise.resolve(bodies('/v1/agents', terms, { ...terms, name: 'Other' }));
  },
  addAgentKey: async ({ post }) => {
    const { body } = await post('/v1/agents', { name: 'Buyer', method: 'jws', publicKey: aPublicKey() });
    const path = `/v1/agents/${body.id}/keys`;
    return bodies(path, { publicKey: aPublicKey() }, { publicKey: aPublicKey() });
  },
  requestErasure: () => {
    const of = (id: string): unknown => ({ subject: { kind: 'customer', id } });
    // Done so fast, its answer would be erased by then.
    return Promise.resolve(
      bodies('/v1/privacy/erasures', { scope: 'tenant', confirm: 'Acme Shop' }, of('c-1')),
    );
  },
  createList: () => Promise.resolve(bodies('/v1/lists', { name: named('list') }, { name: named('list') })),
  putEntry: async ({ post }) => {
    const name = named('list');
    await post('/v1/lists', { name });
    const once = { value: 'c-1', note: 'Known', expiresAt: new Date(Date.now() + 60_000).toISOString() };
    return bodies(`/v1/lists/${name}/entries`, once, { value: 'c-2' });
  },
  reportOutcome: async (customer) => {
    const { id } = await evaluate(customer, aTransaction());
    return bodies(`/v1/evaluations/${id}/outcome`, { label: 'fraud' }, { label: 'legitimate' });
  },
  settleReview: async (customer) => {
    const { id } = await anOpenReview(customer);
    return bodies(
      `/v1/evaluations/${id}/review`,
      { resolution: 'approved', note: 'Ann called' },
      { resolution: 'rejected' },
    );
  },
  startShadow: async (customer) => ({
    once: { path: `/v1/policies/${await aDraft(customer, [])}/shadow` },
    other: { path: `/v1/policies/${await aDraft(customer, [])}/shadow` },
  }),
  startBacktest: async (customer) => {
    const path = `/v1/policies/${await aDraft(customer, [])}/backtest`;
    const [from, to] = [new Date(Date.now() - 60_000).toISOString(), new Date().toISOString()];
    return bodies(path, { from, to }, { from: new Date(Date.now() - 120_000).toISOString(), to });
  },
  startRecovery: async (customer, database) => {
    const path = `/v1/webhook-endpoints/${await plantEndpoint({ database, customer })}/recover`;
    const at = (ago: number): object => ({ since: new Date(Date.now() - ago).toISOString() });
    return bodies(path, at(60_000), at(120_000));
  },
  // It has no body and no other path: what else the key could be meant for is another call.
  startExport: () =>
    Promise.resolve({
      once: { path: '/v1/privacy/exports' },
      other: { path: '/v1/lists', body: { name: named('list') } },
    }),
  retryDelivery: async (customer, database) => {
    const endpointId = await plantEndpoint({ database, customer });
    const plant = (): Promise<Planted> =>
      plantDelivery({ database, customer }, { endpointId, status: 'failed' });
    const pathOf = ({ id }: Planted): string => `/v1/deliveries/${id}/retry`;
    return { once: { path: pathOf(await plant()) }, other: { path: pathOf(await plant()) } };
  },
};

function bodies(path: string, once: unknown, other: unknown): Requests {
  return { once: { path, body: once }, other: { path, body: other } };
}
