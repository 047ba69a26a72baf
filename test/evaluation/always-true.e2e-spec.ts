import fc from 'fast-check';
import { toTenantId } from '@libs/database/tenant-id';
import { contributionOf } from '@libs/risk-engine/contribution';
import { entitiesOf } from '@libs/risk-engine/entity';
import type { Facts } from '@libs/risk-engine/facts';
import type { Policy } from '@libs/risk-engine/policy';
import { readFacts } from '@libs/risk-engine/recorded-facts';
import { CompiledRules } from '@libs/risk-engine/rules/compiled-rules';
import { emptyProfile, recordTransaction } from '@libs/risk-engine/profile';
import type { Profile } from '@libs/risk-engine/profile';
import { readProfile } from '@libs/risk-engine/stored-profile/stored-profile';
import { explainedVerdict } from '../../src/evaluation/explained-verdict';
import { fingerprintsOf } from '../../src/evaluation/fingerprints';
import { TenantsService } from '../../src/tenants/tenants.service';
import { assertWithin } from '../support/assert-within';
import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { anyBroken, anyTransaction, anyWithAnything } from './any-transaction';
import type { Body } from './any-transaction';
import { uuidOfTenant } from './books';
import type { ShownEvaluation, ShownFactor } from './evaluated';
import { foreignNumbers } from './foreign-numbers';

jest.setTimeout(40_000);
/** Of finding out and of making smaller what was found. */
const TIME_LIMIT_MS = 20_000;

let api: TestApi;
let customer: Customer;
let sent = 0;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

function send(body: Body): Promise<Answer> {
  sent += 1;
  return customer.post('/v1/evaluations', { transactionId: `t-${sent}`, ...body });
}

function decisionOf(score: number, { review, block }: ShownEvaluation['thresholds']): string {
  if (score >= block) return 'block';
  return score >= review ? 'review' : 'allow';
}

function expectToAddUp({ factors, score, thresholds, decision }: ShownEvaluation): void {
  const points = factors.map((factor) => factor.points);
  expect(points.every(Number.isInteger)).toBe(true);
  const sum = points.reduce((total, each) => total + each, 0);
  expect(score).toBe(Math.min(100, Math.max(0, sum)));
  expect(decision).toBe(decisionOf(score, thresholds));
}

function expectOnlyOwnNumbers(factor: ShownFactor): void {
  expect({ factor, foreign: foreignNumbers(factor) }).toEqual({ factor, foreign: [] });
}

const transactions = fc.array(anyTransaction, { minLength: 5, maxLength: 25 });

describe('whatever valid transactions come', () => {
  const decisions = new Set<string>();
  const codes = new Set<string>();

  it('they are decided, the points add up, the decision follows, and every number said is in the fields', async () => {
    await assertWithin({ numRuns: 12, timeLimitMs: TIME_LIMIT_MS }, transactions, async (bodies) => {
      for (const body of bodies) {
        const answer = await send(body);
        expect({ status: answer.status, body: answer.body.errors ?? body }).toEqual({ status: 201, body });
        const evaluation = answer.body as ShownEvaluation;
        expectToAddUp(evaluation);
        evaluation.factors.forEach(expectOnlyOwnNumbers);
        decisions.add(evaluation.decision);
        evaluation.factors.forEach(({ code }) => codes.add(code));
      }
    });
    // Otherwise the property would have said little.
    expect(decisions.size).toBeGreaterThanOrEqual(2);
    expect(codes.size).toBeGreaterThanOrEqual(8);
  });

  it('the recorded facts give the same verdict again, byte for byte, and the profiles are those rebuilt from them', async () => {
    for (const body of fc.sample(anyTransaction, 60)) expect((await send(body)).status).toBe(201);
    const tenantId = uuidOfTenant(customer.tenantId);
    const recorded = await api.database.query<{ facts: unknown; verdict: object; definition: Policy }>(
      `select e.facts, e.verdict, p.definition from evaluations e
         join policies p on p.tenant_id = e.tenant_id and p.id = e.policy_id
        where e.tenant_id = $1 order by substring(e.transaction_id from 3)::int`,
      [tenantId],
    );
    const rows = recorded.map((row) => ({ ...row, facts: readFacts(row.facts) }));
    expect(rows).toHaveLength(60);
    for (const { facts, verdict, definition } of rows) {
      const again = explainedVerdict({ definition, rules: CompiledRules.none }, facts);
      expect(JSON.stringify(again)).toBe(JSON.stringify(verdict));
    }
    const stored = await api.database.query<{ entity: string; state: unknown }>(
      `select kind || ':' || entity_id as entity, state from profiles where tenant_id = $1`,
      [tenantId],
    );
    expect(Object.fromEntries(stored.map(({ entity, state }) => [entity, readProfile(state)]))).toEqual(
      await rebuild(rows.map(({ facts }) => facts)),
    );
  });
});

async function rebuild(recorded: readonly Facts[]): Promise<Record<string, Profile>> {
  const tenant = await api.app
    .get(TenantsService, { strict: false })
    .find(toTenantId(uuidOfTenant(customer.tenantId)));
  if (tenant === undefined) throw new Error('the tenant is there');
  const profiles: Record<string, Profile> = {};
  for (const { transaction } of recorded) {
    const contribution = contributionOf(transaction, fingerprintsOf(transaction, tenant.fingerprintKey));
    for (const { kind, id } of entitiesOf(transaction)) {
      const entity = `${kind}:${id}`;
      profiles[entity] = recordTransaction(profiles[entity] ?? emptyProfile(), contribution);
    }
  }
  return profiles;
}

function expectProblem({ status, headers, body }: Answer): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({ status, code: expect.any(String), traceId: headers.get('trace-id') });
}

describe('whatever else comes', () => {
  it('a transaction with a fault is refused as a problem of the sender’s', async () => {
    await assertWithin({ numRuns: 150, timeLimitMs: TIME_LIMIT_MS }, anyBroken, async (body) => {
      expectProblem(await send(body));
    });
  });

  it('a transaction with any JSON in any field is decided or refused, and never an error of ours', async () => {
    await assertWithin({ numRuns: 150, timeLimitMs: TIME_LIMIT_MS }, anyWithAnything, async (body) => {
      const answer = await send(body);
      if (answer.status === 201) expectToAddUp(answer.body as ShownEvaluation);
      else expectProblem(answer);
    });
  });
});
