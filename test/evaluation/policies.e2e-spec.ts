import { POLICY_DTO_EXAMPLE, POLICY_EXAMPLE } from '../../src/evaluation/policies/dto/policy.example';
import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from './books';
import { evaluate } from './evaluated';
import { aPolicy, aRule, activeWithin, goLive } from './policy-steps';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

const create = (body: unknown): Promise<Answer> => customer.post('/v1/policies', body);

describe('the versions of a policy', () => {
  it('begin with the default policy, which decides until another is activated', async () => {
    const active = await customer.get('/v1/policies/active');
    expect([active.status, active.body]).toMatchObject([
      200,
      { version: 1, name: 'Default', isActive: true, rules: [], thresholds: { review: 30, block: 70 } },
    ]);
    expect((await customer.get('/v1/policies')).body).toEqual({ data: [active.body], nextCursor: null });
    expect((await evaluate(customer, aTransaction())).policy).toEqual({ id: active.body.id, version: 1 });
  });

  it('are created as drafts that decide nothing, as the documentation shows', async () => {
    const created = await create(POLICY_DTO_EXAMPLE);
    const { id, createdAt } = created.body;
    expect([created.status, created.body]).toEqual([201, { ...POLICY_EXAMPLE, id, createdAt }]);
    expect((await customer.get(`/v1/policies/${id}`)).body).toEqual(created.body);
    expect((await evaluate(customer, aTransaction())).policy.version).toBe(1);
  });

  it('count up without a gap, also when twenty are made at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(aPolicy())));
    const versions = answers.map(({ body }) => Number(body.version)).sort((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  });

  it('are listed newest first, page by page', async () => {
    for (const name of ['a', 'b', 'c']) await create(aPolicy({ name }));
    const first = (await customer.get('/v1/policies?limit=2')).body;
    const second = (await customer.get(`/v1/policies?limit=2&cursor=${first.nextCursor}`)).body;
    const names = [...first.data, ...second.data].map(({ name }: { name: string }) => name);
    expect([names, second.nextCursor]).toEqual([['c', 'b', 'a', 'Default'], null]);
  });

  it("are another tenant's secret: it gets the 404 of a policy that does not exist", async () => {
    const { id } = (await create(aPolicy())).body;
    const stranger = await signUp(api.url);
    const answers = [
      await stranger.get(`/v1/policies/${id}`),
      await stranger.post(`/v1/policies/${id}/activate`, undefined),
      await stranger.get('/v1/policies/policy_01m81b8y0je7wt3jkdc7xhvqxe'),
      await stranger.get('/v1/policies/nonsense'),
    ];
    expect(answers.map(({ status, body }): unknown => [status, body.code, body.detail])).toEqual(
      answers.map(() => [404, 'not_found', 'There is no such policy.']),
    );
  });
});

describe('activating a version', () => {
  it('lets it decide, and going back is the same call', async () => {
    const draft = (
      await create(aPolicy({ rules: [aRule({ code: 'all', when: 'true', decision: 'block' })] }))
    ).body;
    const first = (await customer.get('/v1/policies/active')).body;
    await goLive(customer, draft.id);
    expect(await evaluate(customer, aTransaction())).toMatchObject({
      decision: 'block',
      policy: { version: 2 },
    });
    expect((await customer.get(`/v1/policies/${first.id}`)).body.isActive).toBe(false);
    await goLive(customer, first.id);
    expect(await evaluate(customer, aTransaction())).toMatchObject({
      decision: 'allow',
      policy: { version: 1 },
    });
  });

  it('leaves exactly one active, however many are activated at once', async () => {
    const ids = (await Promise.all(Array.from({ length: 5 }, () => create(aPolicy())))).map(
      ({ body }) => body.id as string,
    );
    const answers = await Promise.all(
      ids.map((id) => customer.post(`/v1/policies/${id}/activate`, undefined)),
    );
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    const { data } = (await customer.get('/v1/policies')).body as { data: { isActive: boolean }[] };
    expect(data.filter(({ isActive }) => isActive)).toHaveLength(1);
  });

  it('is written to the trail and told as an event, once', async () => {
    const { id } = (await create(aPolicy())).body;
    await goLive(customer, id);
    await customer.post(`/v1/policies/${id}/activate`, undefined);
    const rows = await api.database.query<{ kind: string; data: { version: number } }>(
      `select 'event' as kind, data from events where tenant_id = $1 and type = 'policy.activated'
       union all select 'audit', after from audit_entries where tenant_id = $1 and action = 'policy.activated'`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(rows.map(({ kind, data }) => [kind, data.version])).toEqual([
      ['event', 2],
      ['audit', 2],
    ]);
  });

  it('is seen by another process within a second', async () => {
    const other = await startTestApi({}, api.database);
    try {
      const elsewhere = customerWith(other.url, customer.key);
      await evaluate(elsewhere, aTransaction());
      const { id } = (await create(aPolicy())).body;
      await customer.post(`/v1/policies/${id}/activate`, undefined);
      expect(await activeWithin(elsewhere, 2)).toBeLessThan(1_000);
    } finally {
      await other.stop();
    }
  });
});
