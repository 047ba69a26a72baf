import { aTransaction, call, signUp } from '../../support/customer';
import type { Answer, Customer } from '../../support/customer';
import { startTestApi } from '../../support/test-api';
import type { TestApi } from '../../support/test-api';
import { askerOf, createKey } from '../../auth/key-steps';
import { registerAgent, send, signed } from './signing-agent';
import type { Method, SigningAgent } from './signing-agent';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const evaluate = (
  agent: SigningAgent,
  body: object = aTransaction(),
  apiKey = customer.key,
): Promise<Answer> => send(api.url, agent, { method: 'POST', path: '/v1/evaluations', body, apiKey });

/** As `401 agent_signature_invalid replayed`. */
function said({ status, body }: Answer): string {
  return [status, body.code, body.reason].filter((part) => part !== undefined).join(' ');
}

const INVALID = '401 agent_signature_invalid';

describe('a request that an agent signs', () => {
  it.each<[Method, string]>([
    ['ed25519', 'high'],
    ['jws', 'high'],
    ['hmac', 'medium'],
  ])('with %s is decided as that agent’s', async (method, assurance) => {
    const agent = await registerAgent(customer, method);
    const { status, body } = await evaluate(agent);
    expect([status, body.agent]).toEqual([
      201,
      { id: agent.id, status: 'verified', method, keyThumbprint: expect.any(String), assurance },
    ]);
    const { body: shown } = await customer.get(`/v1/agents/${agent.id}`);
    expect(shown.keys[0].thumbprint).toBe(body.agent.keyThumbprint);
    expect((await customer.get(`/v1/evaluations/${body.id}`)).body.agent).toEqual(body.agent);
    expect((await customer.get(`/v1/evaluations?agentId=${agent.id}`)).body.data).toHaveLength(1);
  });

  it('is good on any route, whatever its method', async () => {
    const agent = await registerAgent(customer);
    const path = '/v1/evaluations?limit=1';
    const asked = { method: 'GET', path, apiKey: customer.key };
    const headers = signed(agent, asked);
    expect((await call(api.url, path, { headers })).status).toBe(200);
    expect(said(await call(api.url, path, { headers }))).toBe(`${INVALID} replayed`);
  });

  it('is good once, also where its transaction was decided before', async () => {
    const agent = await registerAgent(customer);
    const body = aTransaction();
    const asked = { method: 'POST', path: '/v1/evaluations', body, apiKey: customer.key };
    const headers = signed(agent, asked);
    const first = await call(api.url, asked.path, { method: 'POST', body, headers });
    expect(first.status).toBe(201);
    expect(said(await call(api.url, asked.path, { method: 'POST', body, headers }))).toBe(
      `${INVALID} replayed`,
    );
    // Signed anew it is the same request again.
    const again = await evaluate(agent, body);
    expect([again.status, again.headers.get('Idempotent-Replayed'), again.body.id]).toEqual([
      ...[201, 'true', first.body.id],
    ]);
  });

  it('with a nonce that another request had is refused, and its transaction stays undecided', async () => {
    const agent = await registerAgent(customer);
    const nonce = 'a-nonce-of-16-bytes-and-more';
    const send_ = (body: object): Promise<Answer> =>
      send(
        api.url,
        agent,
        { method: 'POST', path: '/v1/evaluations', body, apiKey: customer.key },
        { nonce },
      );
    const [one, other] = [aTransaction(), aTransaction()];
    expect((await send_(one)).status).toBe(201);
    expect(said(await send_(other))).toBe(`${INVALID} replayed`);
    const decided = await evaluate(agent, other);
    expect([decided.status, decided.headers.get('Idempotent-Replayed')]).toEqual([201, null]);
  });

  it('that was refused for another reason may be sent again', async () => {
    const agent = await registerAgent(customer);
    const { secret } = await createKey(askerOf(api.url), customer.key, { scopes: ['evaluations:read'] });
    const path = '/v1/agents';
    const headers = signed(agent, { method: 'GET', path, apiKey: secret });
    expect(said(await call(api.url, path, { headers }))).toBe('403 scope_missing');
    expect(said(await call(api.url, path, { headers }))).toBe('403 scope_missing');
  });

  it('in a batch is good for all of its items', async () => {
    const agent = await registerAgent(customer, 'jws');
    const body = { items: [aTransaction(), aTransaction()] };
    const asked = { method: 'POST', path: '/v1/evaluations/batch', body, apiKey: customer.key };
    const headers = signed(agent, asked);
    const { status, body: answer } = await call(api.url, asked.path, { method: 'POST', body, headers });
    const results = answer.results as { evaluation: { agent: object } }[];
    const agents = results.map(({ evaluation }) => evaluation.agent);
    expect([status, agents]).toEqual([
      200,
      Array(2).fill(expect.objectContaining({ id: agent.id, status: 'verified' })),
    ]);
    expect(said(await call(api.url, asked.path, { method: 'POST', body, headers }))).toBe(
      `${INVALID} replayed`,
    );
  });

  it('whose body names another agent is refused', async () => {
    const [agent, other] = [await registerAgent(customer), await registerAgent(customer)];
    const body = aTransaction({ agent: { id: other.id } });
    expect(said(await evaluate(agent, body))).toBe(`${INVALID} agent_mismatch`);
    expect((await evaluate(agent, aTransaction({ agent: { id: agent.id } }))).status).toBe(201);
  });

  it('of another tenant’s agent, of a revoked key or of a revoked agent is refused', async () => {
    const stranger = await signUp(api.url);
    expect(said(await evaluate(await registerAgent(stranger)))).toBe(`${INVALID} unknown_key`);
    const agent = await registerAgent(customer);
    const { status } = await askerOf(api.url)(
      customer.key,
      `DELETE /v1/agents/${agent.id}/keys/${agent.keyId}`,
    );
    expect(status).toBe(204);
    expect(said(await evaluate(agent))).toBe(`${INVALID} key_revoked`);
    const gone = await registerAgent(customer);
    await askerOf(api.url)(customer.key, `DELETE /v1/agents/${gone.id}`);
    expect(said(await evaluate(gone))).toBe(`${INVALID} key_revoked`);
  });

  it('of another API key is refused', async () => {
    const agent = await registerAgent(customer);
    const { secret } = await createKey(askerOf(api.url), customer.key);
    const asked = { method: 'POST', path: '/v1/evaluations', body: aTransaction(), apiKey: secret };
    const headers = { ...signed(agent, asked), Authorization: `Bearer ${customer.key}` };
    const answer = await call(api.url, asked.path, { method: 'POST', body: asked.body, headers });
    expect(said(answer)).toBe(`${INVALID} key_binding_mismatch`);
  });

  it('whose signature is a scrap is refused, before its body is read', async () => {
    const send_ = (headers: Record<string, string>, body: unknown): Promise<Answer> =>
      call(api.url, '/v1/evaluations', {
        method: 'POST',
        body,
        headers: { Authorization: `Bearer ${customer.key}`, ...headers },
      });
    for (const header of ['Signature', 'Signature-Input', 'Agent-Signature']) {
      for (const value of ['', 'sig1', 'sig1=:AA==:', '()']) {
        expect(said(await send_({ [header]: value }, aTransaction()))).toBe(`${INVALID} malformed`);
        expect(said(await send_({ [header]: value }, { nothing: 'that is taken' }))).toBe(
          `${INVALID} malformed`,
        );
      }
    }
  });
});

describe('a tenant that wants a signature on every transaction', () => {
  beforeEach(async () => {
    await askerOf(api.url)(customer.key, 'PATCH /v1/tenant', { agentVerification: 'required' });
  });

  it('gets none evaluated without', async () => {
    expect(said(await customer.post('/v1/evaluations', aTransaction()))).toBe('401 agent_signature_required');
    expect(said(await customer.post('/v1/evaluations/batch', { items: [aTransaction()] }))).toBe(
      '401 agent_signature_required',
    );
    expect((await customer.get('/v1/evaluations')).status).toBe(200);
  });

  it('gets those evaluated that have one', async () => {
    expect((await evaluate(await registerAgent(customer))).status).toBe(201);
  });
});

describe('an API key that is bound to an agent', () => {
  it('opens nothing without that agent’s signature', async () => {
    const [agent, other] = [await registerAgent(customer), await registerAgent(customer)];
    const { secret } = await createKey(askerOf(api.url), customer.key, { agentId: agent.id });
    const asked = { method: 'GET', path: '/v1/evaluations', apiKey: secret };
    const headers = { Authorization: `Bearer ${secret}` };
    expect(said(await call(api.url, asked.path, { headers }))).toBe('401 agent_signature_required');
    expect(said(await send(api.url, other, asked))).toBe(`${INVALID} agent_mismatch`);
    expect((await send(api.url, agent, asked)).status).toBe(200);
    expect((await evaluate(agent, aTransaction(), secret)).body.agent.status).toBe('verified');
  });
});
