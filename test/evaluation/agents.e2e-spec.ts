import { Clock } from '@libs/clock/clock';
import { registerAgent, signed } from '../agent-identity/signatures/signing-agent';
import type { SigningAgent } from '../agent-identity/signatures/signing-agent';
import { aTransaction, call, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from './books';
import { evaluate } from './evaluated';
import type { ShownEvaluation } from './evaluated';
import { aRule, decideBy } from './policy-steps';
import { runRebuildProfiles, startRebuilding } from './rebuilt';
import { differencesOf, storedProfiles } from './stored-profiles';
import { tell } from './told';

jest.setTimeout(60_000);
const PATH = '/v1/evaluations';
const DAY_MS = 86_400_000;

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

interface Sending {
  readonly idempotencyKey?: string;
  readonly atMs?: number;
}

/** What an agent is answered for a transaction that it signs. Throws on anything but a 201. */
async function evaluateAs(
  agent: SigningAgent,
  over: Record<string, unknown> = {},
  { idempotencyKey, atMs = Date.now() }: Sending = {},
): Promise<ShownEvaluation & { readonly counterfactuals: readonly Counterfactual[] }> {
  const body = aTransaction(over);
  const headers = {
    ...signed(agent, { method: 'POST', path: PATH, body, apiKey: customer.key }, { createdAtMs: atMs }),
    ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
  };
  const { status, body: answer } = await call(api.url, PATH, { method: 'POST', body, headers });
  if (status !== 201) throw new Error(`evaluation answered ${status}: ${JSON.stringify(answer)}`);
  return answer as Awaited<ReturnType<typeof evaluateAs>>;
}

interface Counterfactual {
  readonly path: string;
  readonly operator: string;
  readonly value: number;
  readonly decision: string;
}

const decisionFor = async (...asked: Parameters<typeof evaluateAs>): Promise<string> =>
  (await evaluateAs(...asked)).decision;
const lookUp = ({ id }: SigningAgent): Promise<Answer> =>
  customer.post('/v1/entities/lookup', { kind: 'agent', id });
const codesOf = ({ factors }: ShownEvaluation): string[] => factors.map(({ code }) => code);
const perDay = (maxAmountPerDay: number): object => ({ limits: [{ currency: 'EUR', maxAmountPerDay }] });
const withMandate = (mandate: object): Promise<SigningAgent> =>
  registerAgent(customer, 'ed25519', { mandate });

describe('what is known of an agent', () => {
  it('is what it signed and what was told of that, and nothing that merely names it', async () => {
    const agent = await registerAgent(customer);
    const first = await evaluateAs(agent, { amount: 700, device: { id: 'd-1' } });
    await evaluateAs(agent, { amount: 900, device: { id: 'd-2' } });
    await evaluateAs(agent, { amount: 300, type: 'refund' });
    const named = await evaluate(customer, aTransaction({ amount: 5_000, agent: { id: agent.id } }));
    for (const told of [first, named]) await tell(customer, told, { label: 'fraud' });

    const { status, body } = await lookUp(agent);
    expect([status, body.kind, body.id]).toEqual([200, 'agent', agent.id]);
    expect(body.windows.last24h).toEqual({
      ...{ count: 2, currencyCount: 2, amount: 1_600, average: 800, max: 900 },
      ...{ refunds: 1, refundAmount: 300, customers: 2, instruments: 0, devices: 2, fraud: 1 },
    });
    expect(body.outcomes).toMatchObject({ fraud: 1, legitimate: 0 });
    await tell(customer, first, { label: 'legitimate' });
    expect((await lookUp(agent)).body.outcomes).toMatchObject({ fraud: 0, legitimate: 1 });
  });

  it('is nothing where it never signed', async () => {
    const agent = await registerAgent(customer);
    await evaluate(customer, aTransaction({ agent: { id: agent.id } }));
    expect((await lookUp(agent)).status).toBe(404);
  });

  it('is asked by rules, which find it empty where the agent is merely named', async () => {
    const agent = await registerAgent(customer);
    await decideBy(customer, [
      aRule({ code: 'busy', when: 'agent.last24h.count >= 2', points: 40 }),
      aRule({ code: 'known', when: '!agent.isNew', points: 5 }),
      aRule({ code: 'signed', when: `agent.status == "verified" && agent.id == "${agent.id}"`, points: 1 }),
      aRule({ code: 'named', when: 'agent.status == "claimed"', points: 2 }),
    ]);
    const seen: string[][] = [];
    for (let count = 0; count < 3; count += 1) seen.push(codesOf(await evaluateAs(agent)).sort());
    expect(seen).toEqual([
      ['rule:signed'],
      ['rule:known', 'rule:signed'],
      ['rule:busy', 'rule:known', 'rule:signed'],
    ]);
    const named = await evaluate(customer, aTransaction({ agent: { id: agent.id } }));
    expect(codesOf(named)).toEqual(['rule:named']);
  });

  it('is the same made again from what is recorded, also where older evaluations are gone', async () => {
    const [agent, other] = [await registerAgent(customer), await registerAgent(customer)];
    const first = await evaluateAs(agent, { amount: 700 });
    await evaluateAs(other, { amount: 40 });
    // Named in the transaction of the one, counted for the other: what is claimed is of no agent.
    const named = await evaluate(customer, aTransaction({ agent: { id: agent.id } }));
    // Decided again on purpose, signed by then: it counts once, as it was counted first.
    await evaluateAs(agent, { transactionId: named.transactionId }, { idempotencyKey: 'again' });
    const rebuilding = await startRebuilding(api.database);
    await rebuilding.snapshot(customer.tenantId);
    await tell(customer, first, { label: 'fraud' });
    await evaluateAs(agent, { amount: 900 });
    await tell(customer, named, { label: 'fraud' });
    const live = await storedProfiles(api.database, customer.tenantId);
    const agents = [`agent:${agent.id}`, `agent:${other.id}`].sort();
    expect(Object.keys(live).filter((entity) => entity.startsWith('agent:'))).toEqual(agents);

    await api.database.query(`delete from profiles where tenant_id = $1 and kind = 'agent'`, [
      uuidOfTenant(customer.tenantId),
    ]);
    await rebuilding.stop();
    const { stdout } = await runRebuildProfiles(api.database, [
      ...['--tenant', customer.tenantId, '--kind', 'agent'],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ rebuilt: 2, differed: 2 });
    expect(differencesOf(await storedProfiles(api.database, customer.tenantId), live)).toEqual([]);
  });
});

describe('the mandate of an agent', () => {
  it('is no matter of the policy: what allows everything blocks what is outside of it, and replays', async () => {
    const agent = await withMandate({
      counterparties: ['shop-17'],
      limits: [{ currency: 'EUR', maxAmount: 100 }],
    });
    await decideBy(customer, [aRule({ decision: 'allow' }), aRule({ code: 'less', points: -100 })]);
    const shop = { counterparty: { id: 'shop-17' } };
    const inside = await evaluateAs(agent, { ...shop, amount: 100 });
    expect([inside.decision, codesOf(inside)[0]]).toEqual(['allow', 'rule:own']);
    for (const over of [
      { ...shop, amount: 101 },
      { amount: 100, counterparty: { id: 'shop-18' } },
      { amount: 1 },
    ]) {
      const outside = await evaluateAs(agent, over);
      const { decision, score, factors, reasoning } = outside;
      expect([decision, score, codesOf(outside)]).toEqual([
        ...['block', 0, ['mandate_exceeded', 'rule:own', 'rule:less']],
      ]);
      expect(reasoning).toContain("outside of the agent's mandate");
      const replayed = await customer.post(`${PATH}/${outside.id}/replay`, undefined);
      expect(JSON.stringify(replayed.body)).toBe(
        JSON.stringify({ identical: true, decision, score, factors }),
      );
      expect((await customer.get(`${PATH}/${outside.id}`)).body).toEqual(outside);
    }
  });

  it('names as ways out of it only what leads out of it', async () => {
    const agent = await withMandate({ ...perDay(10_000), types: ['payment'] });
    await decideBy(customer, []);
    expect(await decisionFor(agent, { amount: 6_000 })).toBe('allow');
    const { decision, factors, counterfactuals } = await evaluateAs(agent, { amount: 5_000 });
    expect([decision, factors[0]]).toMatchObject([
      'block',
      { value: 11_000, threshold: 10_000, unit: 'minor:EUR', observed: { spentTodayMinor: 6_000 } },
    ]);
    expect(counterfactuals).toMatchObject([
      { path: '/amount', operator: '<', value: 4_001, decision: 'allow' },
    ]);
    expect(await decisionFor(agent, { amount: 4_001 })).toBe('block');
    expect(await decisionFor(agent, { amount: 4_000 })).toBe('allow');
    expect(await evaluateAs(agent, { amount: 1, type: 'payout' })).toMatchObject({
      ...{ decision: 'block', counterfactuals: [] },
    });
  });

  it('counts what is held and nothing that is blocked or paid back, and the next day anew', async () => {
    const agent = await withMandate(perDay(1_000));
    await decideBy(customer, [
      aRule({ code: 'hold', when: 'transaction.amount == 600.0', decision: 'review' }),
      aRule({ code: 'stop', when: 'transaction.amount == 333.0', decision: 'block' }),
    ]);
    const tomorrowMs = Date.now() + DAY_MS;
    expect(await decisionFor(agent, { amount: 600 })).toBe('review');
    expect(await decisionFor(agent, { amount: 333 })).toBe('block');
    expect(await decisionFor(agent, { amount: 600, type: 'refund' })).toBe('review');
    expect(await decisionFor(agent, { amount: 50_000, type: 'refund' })).toBe('allow');
    // Whenever it says that it occurred: the day is that of the service.
    expect(await decisionFor(agent, { amount: 401, occurredAt: '2026-01-01T00:00:00.000Z' })).toBe('block');
    expect(await decisionFor(agent, { amount: 400 })).toBe('allow');
    expect(await decisionFor(agent, { amount: 1 })).toBe('block');
    const clock = api.app.get(Clock, { strict: false });
    const { now } = clock;
    setClock(api.app, tomorrowMs);
    const decisions = [];
    for (const amount of [1_001, 1_000, 1]) {
      decisions.push(await decisionFor(agent, { amount }, { atMs: tomorrowMs }));
    }
    Object.assign(clock, { now });
    expect(decisions).toEqual(['block', 'allow', 'block']);
  });

  it('holds for evaluations on purpose, each of which counts', async () => {
    const agent = await withMandate(perDay(1_000));
    await decideBy(customer, []);
    const { transactionId, customer: buyer } = aTransaction();
    const again = (amount: number, idempotencyKey: string): Promise<string> =>
      decisionFor(agent, { transactionId, customer: buyer, amount }, { idempotencyKey });
    expect(await decisionFor(agent, { transactionId, customer: buyer, amount: 600 })).toBe('allow');
    expect(await again(401, 'one')).toBe('block');
    expect(await again(400, 'two')).toBe('allow');
    expect(await again(400, 'two')).toBe('allow');
    expect(await again(1, 'three')).toBe('block');
  });

  it('knows each currency by itself, and each agent, also of a batch that is decided at once', async () => {
    const limits = [
      { currency: 'EUR', maxAmountPerDay: 100 },
      { currency: 'USD', maxAmountPerDay: 100 },
    ];
    const [agent, other] = [await withMandate({ limits }), await withMandate({ limits })];
    await decideBy(customer, []);
    const currencies = ['EUR', 'USD', 'EUR', 'USD', 'GBP'];
    const body = { items: currencies.map((currency) => aTransaction({ currency, amount: 60 })) };
    const path = `${PATH}/batch`;
    const headers = signed(agent, { method: 'POST', path, body, apiKey: customer.key });
    const answer = await call(api.url, path, { method: 'POST', body, headers });
    const results = answer.body.results as { evaluation: ShownEvaluation }[];
    expect(results.map(({ evaluation }) => evaluation.decision)).toEqual([
      ...['allow', 'allow', 'block', 'block', 'block'],
    ]);
    expect(await decisionFor(agent, { amount: 40 })).toBe('allow');
    expect(await decisionFor(other, { amount: 100 })).toBe('allow');
  });
});
