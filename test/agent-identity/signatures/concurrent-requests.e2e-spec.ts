import { randomUUID } from 'node:crypto';
import { toTenantId } from '@libs/database/tenant-id';
import { parseId } from '@libs/ids/typeid';
import { verifyEvidence } from '@libs/request-signature/signature-evidence';
import type { SignatureEvidence } from '@libs/request-signature/signature-evidence';
import { AgentIdentityService } from '../../../src/agent-identity/agent-identity.service';
import { uuidOfTenant } from '../../evaluation/books';
import { aTransaction, call, signUp } from '../../support/customer';
import type { Answer, Customer } from '../../support/customer';
import { startTestApi } from '../../support/test-api';
import type { TestApi } from '../../support/test-api';
import { registerAgent, send, signed } from './signing-agent';
import type { SigningAgent } from './signing-agent';

jest.setTimeout(60_000);
const COPIES = 400;
const AT_ONCE = 40;
const PATH = '/v1/evaluations';

let apis: readonly [TestApi, TestApi];
let customer: Customer;

beforeAll(async () => {
  const first = await startTestApi();
  apis = [first, await startTestApi({}, first.database)];
});
beforeEach(async () => {
  customer = await signUp(apis[0].url);
});
afterAll(async () => {
  await apis[1].stop();
  await apis[0].stop();
});

/** So many, some at a time, to both in turns. */
async function toBoth(count: number, ask: (url: string, n: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const askOverAndOver = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      answers.push(await ask(apis[next % 2 === 0 ? 0 : 1].url, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOverAndOver));
  return answers;
}

function counted(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const said = status === 201 ? '201' : `${status} ${String(body.reason ?? body.code)}`;
    counts[said] = (counts[said] ?? 0) + 1;
  }
  return counts;
}

it('of all copies of a signed request, to two processes, exactly one is accepted', async () => {
  const agent = await registerAgent(customer);
  const body = aTransaction();
  const headers = signed(agent, { method: 'POST', path: PATH, body, apiKey: customer.key });
  const answers = await toBoth(COPIES, (url) => call(url, PATH, { method: 'POST', body, headers }));
  expect(counted(answers)).toEqual({ '201': 1, '401 replayed': COPIES - 1 });
});

it('what an agent spends in a day is never more than its mandate, whichever process decides', async () => {
  const mandate = { limits: [{ currency: 'EUR', maxAmountPerDay: 10_000 }] };
  const agent = await registerAgent(customer, 'hmac', { mandate });
  const answers = await toBoth(200, (url, n) =>
    evaluate(url, agent, { amount: 101, customer: { id: `c-${n}` } }),
  );
  const decisions = answers.map(({ body }) => body.decision as string);
  // 99 times 101 is 9,999.
  expect(decisions.filter((decision) => decision !== 'block')).toHaveLength(99);
  const [spending] = await apis[0].database.query<{ amount_minor: number }>(
    'select amount_minor from agent_spending where tenant_id = $1',
    [uuidOfTenant(customer.tenantId)],
  );
  expect(spending?.amount_minor).toBe(9_999);
  const refused = answers.find(({ body }) => body.decision === 'block')?.body;
  expect(refused.factors[0]).toMatchObject({ code: 'mandate_exceeded', effect: 'block', value: 10_100 });
  // What a policy says doesn't count.
  const replay = await customer.post(`${PATH}/${refused.id}/replay`, undefined);
  expect(replay.body).toMatchObject({ decision: 'block' });
});

it('what an agent did is known of it, and of no agent that is merely named', async () => {
  const agent = await registerAgent(customer);
  for (let count = 0; count < 3; count += 1) await evaluate(apis[0].url, agent, { amount: 700 });
  await customer.post(PATH, aTransaction({ agent: { id: agent.id } }));
  const { body } = await customer.post('/v1/entities/lookup', { kind: 'agent', id: agent.id });
  expect(body.windows?.last24h ?? body.last24h).toMatchObject({ count: 3, amount: 2_100 });
  const { body: claimed } = await customer.post(PATH, aTransaction({ agent: { id: agent.id } }));
  expect(claimed.agent).toEqual({ id: agent.id, status: 'claimed' });
  expect((claimed.factors as { code: string }[]).map(({ code }) => code)).toContain('agent_unverified');
});

it('what proves a decision’s signature can be checked again, and holds no key', async () => {
  for (const method of ['ed25519', 'jws', 'hmac'] as const) {
    const agent = await registerAgent(customer, method);
    const { body } = await evaluate(apis[0].url, agent);
    const [{ agent_proof: proof } = { agent_proof: undefined }] = await apis[0].database.query<{
      agent_proof: { evidence: SignatureEvidence } | undefined;
    }>('select agent_proof from evaluations where id = $1', [parseId('eval', body.id as string)]);
    if (proof === undefined) throw new Error('it is kept');
    const service = apis[0].app.get(AgentIdentityService, { strict: false });
    const tenantId = toTenantId(uuidOfTenant(customer.tenantId));
    const key = await service.findSigningKey(tenantId, parseId('agentkey', agent.keyId) ?? '');
    if (key === undefined) throw new Error('it is there');
    expect(verifyEvidence(proof.evidence, key.verificationKey)).toBe(true);
    expect(verifyEvidence({ ...proof.evidence, signature: 'AAAA' }, key.verificationKey)).toBe(false);
    expect(JSON.stringify(proof)).not.toContain(customer.key);
  }
});

function evaluate(url: string, agent: SigningAgent, over: Record<string, unknown> = {}): Promise<Answer> {
  const body = aTransaction({ customer: { id: `c-${randomUUID()}` }, ...over });
  return send(url, agent, { method: 'POST', path: PATH, body, apiKey: customer.key });
}
