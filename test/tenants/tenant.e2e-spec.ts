import { aTransaction, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { askerOf, createKey, firstKeyId } from '../auth/key-steps';
import { behindCable } from '../faults/cuttable-database';
import type { Ask } from '../auth/key-steps';
import { parseId } from '@libs/ids/typeid';
import { uuidOfTenant } from '../evaluation/books';

// A process of its own may have to build first.
jest.setTimeout(180_000);

let api: TestApi;
let ask: Ask;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
  ask = askerOf(api.url);
});
beforeEach(async () => {
  customer = await signUp(api.url, { organization: 'First' });
});
afterAll(() => api.stop());

describe('GET /v1/tenant', () => {
  it('shows the key’s own tenant, whoever else there is', async () => {
    const second = await signUp(api.url, { organization: 'Second', email: 'b@second.example' });
    const { status, body } = await second.get('/v1/tenant');
    expect([status, body]).toEqual([
      200,
      {
        ...{ id: second.tenantId, name: 'Second', mode: 'live', plan: 'unlimited' },
        ...{ email: 'b@second.example', agentVerification: 'optional', allowedIps: [] },
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    ]);
    expect((await customer.get('/v1/tenant')).body).toMatchObject({ id: customer.tenantId, name: 'First' });
  });
});

describe('PATCH /v1/tenant', () => {
  const patch = (body: unknown, key = customer.key): Promise<Answer> => ask(key, 'PATCH /v1/tenant', body);

  it('changes what it names, leaves the rest, and is seen at once', async () => {
    const { body: before } = await customer.get('/v1/tenant');
    const change = { name: 'Acme & Sons', email: 'new@acme.example', allowedIps: ['127.0.0.1', '::1/128'] };
    const { status, body } = await patch(change);
    const after = { ...before, ...change, allowedIps: ['127.0.0.1/32', '::1/128'] };
    expect([status, body]).toEqual([200, after]);
    expect((await customer.get('/v1/tenant')).body).toEqual(after);
    expect((await patch({})).body).toEqual(after);
    const sandbox = await ask(customer.sandboxKey, 'GET /v1/tenant');
    expect(sandbox.body).toMatchObject({ name: 'First', allowedIps: [] });
  });

  it('is seen at once through another process too, though that has not heard of it', async () => {
    const cable = await behindCable(api.database);
    const other = await startTestApi({}, cable);
    try {
      const shown = (): Promise<Answer> => askerOf(other.url)(customer.key, 'GET /v1/tenant');
      const { body: before } = await shown();
      cable.silence('trustflow-listen');
      await patch({ name: 'Second' });
      expect((await shown()).body).toEqual({ ...before, name: 'Second' });
    } finally {
      cable.mend();
      await other.stop();
      await cable.unplug();
    }
  });

  it.each<[what: string, body: Record<string, unknown>, pointer: string]>([
    ['an empty name', { name: '' }, '/name'],
    ['a name that is null', { name: null }, '/name'],
    ['a name of 129 characters', { name: 'x'.repeat(129) }, '/name'],
    ['what is no e-mail address', { email: 'acme.example' }, '/email'],
    ['an unknown verification', { agentVerification: 'sometimes' }, '/agentVerification'],
    ['a range that is none', { allowedIps: ['127.0.0.1/8'] }, '/allowedIps/0'],
    ['101 ranges', { allowedIps: Array(101).fill('127.0.0.1') }, '/allowedIps'],
    ['another plan', { plan: 'unlimited' }, '/plan'],
    ['another mode', { mode: 'test' }, '/mode'],
  ])('with %s is refused, and nothing is changed', async (_, body, pointer) => {
    const { body: before } = await customer.get('/v1/tenant');
    const answer = await patch({ name: 'Other', ...body });
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
    expect(answer.body.errors[0].pointer).toBe(pointer);
    expect((await customer.get('/v1/tenant')).body).toEqual(before);
  });

  it('needs tenant:write', async () => {
    const { secret } = await createKey(ask, customer.key, { scopes: ['tenant:read', 'keys:write'] });
    expect((await patch({ name: 'Other' }, secret)).body.code).toBe('scope_missing');
  });

  it('is in the trail with what was there before and what is there now', async () => {
    await patch({ name: 'Second', agentVerification: 'required', email: 'ops@acme.example' });
    await patch({ name: 'Second' });
    const entries = await api.database.query(
      `select actor_id, before, after from audit_entries where tenant_id = $1 and action = 'tenant.updated'`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(entries).toEqual([
      {
        actor_id: parseId('key', await firstKeyId(ask, customer.key)),
        before: { name: 'First', agentVerification: 'optional' },
        after: { name: 'Second', agentVerification: 'required' },
      },
    ]);
  });

  it('loses none of two changes that are made at once', async () => {
    await Promise.all([patch({ name: 'Renamed' }), patch({ email: 'moved@acme.example' })]);
    const { body } = await customer.get('/v1/tenant');
    expect(body).toMatchObject({ name: 'Renamed', email: 'moved@acme.example' });
  });
});

describe('a tenant that wants an agent’s signature', () => {
  it('gets nothing evaluated as long as agents can’t sign, and everything else as before', async () => {
    const { body: decided } = await customer.post('/v1/evaluations', aTransaction());
    await ask(customer.key, 'PATCH /v1/tenant', { agentVerification: 'required' });
    for (const [path, body] of [
      ['/v1/evaluations', aTransaction()],
      ['/v1/evaluations/batch', { items: [aTransaction()] }],
    ] as const) {
      const answer = await customer.post(path, body);
      expect([answer.status, answer.body.code]).toEqual([401, 'agent_signature_required']);
    }
    expect((await customer.get(`/v1/evaluations/${decided.id}`)).status).toBe(200);
    expect((await customer.post(`/v1/evaluations/${decided.id}/replay`, undefined)).status).toBe(200);
    const sandbox = await ask(customer.sandboxKey, 'POST /v1/evaluations', aTransaction());
    expect(sandbox.status).toBe(201);
    await ask(customer.key, 'PATCH /v1/tenant', { agentVerification: 'optional' });
    expect((await customer.post('/v1/evaluations', aTransaction())).status).toBe(201);
  });
});
