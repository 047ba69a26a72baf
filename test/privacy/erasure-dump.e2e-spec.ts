import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { toTenantId } from '@libs/database/tenant-id';
import { newTraceId } from '@libs/http/trace';
import { newUuid } from '@libs/ids/typeid';
import { KeyUses } from '../../src/auth/key-uses';
import { AccessRefusals } from '../../src/auth/refusals/access-refusals';
import { registerAgent, send } from '../agent-identity/signatures/signing-agent';
import { uuidOfTenant } from '../evaluation/books';
import { aPolicy, aRule } from '../evaluation/policy-steps';
import { tell } from '../evaluation/told';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { Receiver } from '../webhooks/receiver';
import { dumpHolding } from './dump';
import type { Found } from './dump';
import { erase } from './erasure-steps';

jest.setTimeout(60_000);

let api: TestApi;
let receiver: Receiver;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
  receiver = await Receiver.start();
  receiver.react = ({ body }) => ({ status: 200, body: body.slice(0, 1_000) });
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(async () => {
  await receiver.stop();
  await api.stop();
});

/** Found nowhere but where the test puts it. */
const aMark = (kind: string): string => `${kind}-mark${randomUUID().replaceAll('-', '').slice(0, 16)}`;
const dump = (text: string): Promise<Found> => dumpHolding(api.database, text);

interface Marks {
  readonly customer: string;
  readonly device: string;
  readonly instrument: string;
  readonly counterparty: string;
  readonly ip: string;
}

let addresses = 0;

function someMarks(): Marks {
  addresses += 1;
  return {
    ...{ customer: aMark('c'), device: aMark('d'), instrument: aMark('i'), counterparty: aMark('p') },
    // Of one length: none is the beginning of another.
    ip: `203.0.${100 + addresses}.${100 + Math.floor(Math.random() * 150)}`,
  };
}

function marked(marks: Marks, over: Record<string, unknown> = {}): Record<string, unknown> {
  return aTransaction({
    customer: { id: marks.customer, country: 'ES' },
    device: { id: marks.device, ip: marks.ip, userAgent: `App of ${marks.customer}` },
    instrument: { id: marks.instrument, type: 'card' },
    counterparty: { id: marks.counterparty },
    attributes: { owner: `by ${marks.customer}`, referrer: marks.device },
    ...over,
  });
}

/** Rules that say what they saw: verdicts, audit and events then hold it too. */
async function haveItObserved(): Promise<void> {
  const { body } = await customer.post(
    '/v1/policies',
    aPolicy({
      rules: [
        aRule({
          code: 'seen',
          when: 'customer.id != "" && device.id != "" && instrument.id != "" && counterparty.id != "" && device.ip != ""',
          points: 30,
        }),
      ],
    }),
  );
  const { status } = await customer.post(`/v1/policies/${body.id}/activate`, {});
  if (status >= 300) throw new Error(`the policy was not activated: ${status}`);
}

/** Puts a value wherever one can come in by the API. */
async function spread(marks: Marks, value: string): Promise<{ readonly evaluationId: string }> {
  await haveItObserved();
  await customer.post('/v1/webhook-endpoints', {
    url: receiver.url(`/${customer.tenantId}`),
    eventTypes: ['*'],
  });
  const first = await customer.post('/v1/evaluations', marked(marks), { 'Idempotency-Key': `key-${value}` });
  await customer.post('/v1/evaluations/batch', { items: [marked(marks), marked(marks)] });
  const agent = await registerAgent(customer, 'ed25519', {
    name: `For ${value}`,
    mandate: { counterparties: [value], types: ['payment'] },
  });
  const path = '/v1/evaluations';
  const byAgent = await send(api.url, agent, {
    ...{ method: 'POST', path, apiKey: customer.key },
    body: marked(marks),
  });
  expect([first.status, byAgent.status]).toEqual([201, 201]);
  await customer.post('/v1/lists', { name: 'known' });
  await customer.post('/v1/lists/known/entries', { value }, { 'Idempotency-Key': randomUUID() });
  await customer.post('/v1/lists/known/entries', { value: 'other', note: `Friend of ${value}.` });
  const id = first.body.id as string;
  const about = { label: 'fraud', reason: `${value} called` };
  await customer.post(`/v1/evaluations/${id}/outcome`, about, { 'Idempotency-Key': randomUUID() });
  await tell(customer, byAgent.body, { label: 'legitimate', reason: `(${value})` });
  for (const each of [first.body, byAgent.body]) {
    const settled = { resolution: 'approved', note: `Spoke to ${value}` };
    await customer.post(`/v1/evaluations/${each.id}/review`, settled, { 'Idempotency-Key': randomUUID() });
  }
  await untilTold();
  return { evaluationId: id };
}

/** Nothing is to be delivered any more. */
async function untilTold(): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const [open] = await api.database.query<{ count: number }>(
      `select ((select count(*) from event_outbox)
             + (select count(*) from deliveries where due_at is not null))::int as count`,
    );
    if (open?.count === 0) return;
    await sleep(100);
  }
  throw new Error('something was not delivered');
}

const PLACES_OF = {
  customer: ['evaluations', 'profiles', 'events', 'delivery_attempts', 'audit_entries', 'kept_answers'],
  device: ['evaluations', 'profiles', 'events', 'kept_answers'],
  ip: ['evaluations', 'profiles'],
} as const;

describe('what was erased is nowhere in the database', () => {
  it.each(['customer', 'device', 'instrument', 'counterparty', 'ip'] as const)(
    'of a %s, and what others are known by is there still',
    async (kind) => {
      const marks = someMarks();
      await spread(marks, marks[kind]);
      const before = await dump(marks[kind]);
      expect(Object.keys(before)).toEqual(
        expect.arrayContaining([
          ...(kind === 'customer' ? PLACES_OF.customer : PLACES_OF.ip),
          ...['list_entries', 'outcomes', 'reviews', 'agents', 'idempotency_keys', 'kept_answers'],
        ]),
      );

      const erased = await erase(customer, { kind, id: marks[kind] });
      expect(erased).toMatchObject({ status: 'completed', counts: { evaluations: 4, profiles: 1 } });
      expect(await dump(marks[kind])).toEqual({});

      const others = Object.entries(marks).filter(
        ([other]) => other !== kind && !(kind === 'customer' && other === 'ip'),
      );
      for (const [, id] of others) expect(Object.keys(await dump(id))).toContain('evaluations');
      expect(Object.keys(await dump(marks.ip)).includes('evaluations')).toBe(
        !['customer', 'ip'].includes(kind),
      );
    },
  );

  it('of an agent, which signs nothing more', async () => {
    const marks = someMarks();
    const agent = await registerAgent(customer, 'ed25519', { name: aMark('a') });
    const request = { method: 'POST', path: '/v1/evaluations', apiKey: customer.key };
    const { body } = await send(api.url, agent, { ...request, body: marked(marks) });
    await customer.post('/v1/evaluations', marked(marks, { agent: { id: agent.id } }));
    expect(Object.keys(await dump(agent.id))).toEqual(
      expect.arrayContaining(['audit_entries', 'evaluations', 'events', 'profiles']),
    );
    const erased = await erase(customer, { kind: 'agent', id: agent.id });
    expect(erased.counts).toMatchObject({ evaluations: 2, agents: 1, agentKeys: 1, agentNonces: 1 });
    expect(await dump(agent.id)).toEqual({});
    expect((await customer.get(`/v1/agents/${agent.id}`)).body).toMatchObject({
      ...{ name: '[erased]', status: 'revoked', mandate: null },
    });
    const again = await send(api.url, agent, { ...request, body: marked(marks) });
    expect([again.status, again.body.code]).toEqual([401, 'agent_signature_invalid']);
    expect((await customer.get(`/v1/evaluations/${body.id}`)).body.agent).toEqual({ status: 'absent' });
  });
});

/** With how many rows: the trail is emptied and its hashes stay, and so does what was counted. */
const KEPT_OF_TENANT = expect.objectContaining({ tenants: 2, erasures: 1, usage_hours: 1 }) as unknown;

describe('a tenant that was erased', () => {
  it('is nowhere in the database, and its sandbox neither; others are', async () => {
    const name = aMark('t');
    customer = await signUp(api.url, { organization: name, email: `${name}@acme.example` });
    const marks = someMarks();
    const other = await signUp(api.url);
    const kept = someMarks();
    await other.post('/v1/evaluations', marked(kept));
    await spread(marks, marks.customer);
    const inSandbox = someMarks();
    await customer.post('/v1/evaluations', marked(inSandbox), {
      Authorization: `Bearer ${customer.sandboxKey}`,
    });

    const { body } = await customer.post('/v1/privacy/erasures', { scope: 'tenant', confirm: name });
    // As if a worker had begun long ago and died before the tenant was shut.
    await api.database.query(
      `update erasures set execute_after = now(), started_at = now() - interval '10 minutes' where tenant_id = $1`,
      [uuidOfTenant(customer.tenantId)],
    );
    const status = async (): Promise<Record<string, unknown>> => {
      const response = await fetch((body.statusUrl as string).replace(/^https?:\/\/[^/]+/, api.url));
      return (await response.json()) as Record<string, unknown>;
    };
    await untilFirstPassIsOver();
    expect((await status())['status']).toBe('running');
    await comeLate(marks.ip);
    let shown = await status();
    for (let tries = 0; shown['status'] !== 'completed' && tries < 1_000; tries += 1) {
      await letTwoMinutesGoBy();
      await sleep(20);
      shown = await status();
    }
    expect(shown).toMatchObject({ status: 'completed', counts: { evaluations: 4 } });
    for (const mark of [name, ...Object.values(marks), ...Object.values(inSandbox)]) {
      expect([mark, await dump(mark)]).toEqual([mark, {}]);
    }
    for (const mark of Object.values(kept)) expect(Object.keys(await dump(mark))).toContain('evaluations');
    expect((await customer.get('/v1/tenant')).status).toBe(401);
    expect(await dump(uuidOfTenant(customer.tenantId))).toEqual(KEPT_OF_TENANT);
  });

  async function untilFirstPassIsOver(): Promise<void> {
    for (let tries = 0; tries < 1_000; tries += 1) {
      const waiting = await api.database.query(
        `select from erasures where tenant_id = $1 and pass > 0 and lease_until > now() + interval '1 minute'`,
        [uuidOfTenant(customer.tenantId)],
      );
      if (waiting.length > 0) return;
      await sleep(20);
    }
    throw new Error('the first pass went on for ever');
  }

  /** What another process had noted before it knew, and writes down now. */
  async function comeLate(ip: string): Promise<void> {
    const tenantId = toTenantId(uuidOfTenant(customer.tenantId));
    const keyId = newUuid(Date.now());
    const { app } = api;
    app.get(KeyUses, { strict: false }).note({ tenantId, keyId, lastUsedAt: new Date() });
    await app.get(KeyUses, { strict: false }).write();
    const origin = { traceId: newTraceId(), network: ip };
    const refused = { code: 'tenant_suspended', method: 'GET', path: '/v1/lists' };
    app.get(AccessRefusals, { strict: false }).note({ tenantId, keyId, origin, ...refused });
    await app.get(AccessRefusals, { strict: false }).write('all');
    expect(Object.keys(await dump(ip))).toEqual(['audit_entries']);
  }

  /** For its sandbox's erasure as well. */
  async function letTwoMinutesGoBy(): Promise<void> {
    await api.database.query(
      `update erasures set lease_until = now()
        where status = 'running' and pass > 0 and lease_until > now() + interval '1 minute'`,
    );
  }
});
