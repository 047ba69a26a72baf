import { uuidOfTenant } from '../evaluation/books';
import { customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { plantAttempt, plantDelivery, plantEndpoint } from './planted';
import type { Planted, PlantedDelivery } from './planted';

let api: TestApi;
let customer: Customer;
let endpointId: string;
beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
  endpointId = await plantEndpoint(planting());
});
afterAll(() => api.stop());

const planting = (): Parameters<typeof plantEndpoint>[0] => ({ database: api.database, customer });
const plant = (over: Partial<PlantedDelivery> = {}): Promise<Planted> =>
  plantDelivery(planting(), { endpointId, ...over });
const path = (query = ''): string => `/v1/webhook-endpoints/${endpointId}/deliveries${query}`;
const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);

function expectRefused({ status, body }: Answer, ...expected: [status: number, code: string]): void {
  expect([status, body.code]).toEqual(expected);
}

async function listed(query = ''): Promise<string[]> {
  const { status, body } = await customer.get(path(query));
  expect(status).toBe(200);
  return (body.data as { id: string }[]).map(({ id }) => id);
}

describe("an endpoint's deliveries", () => {
  it('are listed by their events, the newest first, page by page', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await plant({ at: ago(60 - n) })).id);
    await expect(listed()).resolves.toEqual(ids);
    const first = await customer.get(path('?limit=2'));
    const second = await customer.get(path(`?limit=2&cursor=${first.body.nextCursor}`));
    const third = await customer.get(path(`?limit=2&cursor=${second.body.nextCursor}`));
    const pages = [first, second, third].map(({ body }) =>
      (body.data as { id: string }[]).map(({ id }) => id),
    );
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(third.body.nextCursor).toBeNull();
  });

  it.each(['pending', 'sending', 'delivered', 'failed'] as const)(
    'are listed by status: %s',
    async (status) => {
      const [wanted] = [await plant({ status })];
      for (const other of ['pending', 'sending', 'delivered', 'failed'] as const)
        if (other !== status) await plant({ status: other });
      await expect(listed(`?status=${status}`)).resolves.toEqual([wanted.id]);
    },
  );

  it('are shown with the last attempt, and without what was answered to it', async () => {
    const { id, eventId } = await plant({ attempts: 3 });
    await plantAttempt(planting(), { endpointId, eventId, number: 1, error: 'timeout' });
    await plantAttempt(planting(), {
      endpointId,
      eventId,
      number: 2,
      responseStatus: 200,
      responseBody: 'ok',
    });
    const untried = await plant({ status: 'pending', attempts: 0, at: ago(60) });
    const { body } = await customer.get(path());
    expect(body.data).toEqual([
      expect.objectContaining({
        id,
        attemptCount: 3,
        lastAttempt: {
          ...{ number: 2, startedAt: '2026-11-22T10:00:00.000Z', durationMs: 42 },
          ...{ responseStatus: 200, error: null },
        },
      }),
      expect.objectContaining({ id: untried.id, attemptCount: 0, lastAttempt: null }),
    ]);
  });

  it('are only those of this endpoint, and are listed when it is gone', async () => {
    const other = await plantEndpoint(planting());
    const { id } = await plant();
    await plantDelivery(planting(), { endpointId: other });
    await api.database.query('delete from webhook_endpoints where tenant_id = $1', [
      uuidOfTenant(customer.tenantId),
    ]);
    await expect(listed()).resolves.toEqual([id]);
    await expect(listed('?status=failed')).resolves.toEqual([]);
  });

  it('are an empty page while there are none, and 404 where there never was such an endpoint', async () => {
    await expect(listed()).resolves.toEqual([]);
    const stranger = await signUp(api.url);
    for (const [asking, asked] of [
      [stranger, path()],
      [customer, '/v1/webhook-endpoints/endpoint_01kapm4y6qf0t9d2h1w8zc3v5x/deliveries'],
      [customer, '/v1/webhook-endpoints/tenant_01kapm4y6qf0t9d2h1w8zc3v5x/deliveries'],
    ] as const) {
      expectRefused(await asking.get(asked), 404, 'not_found');
    }
  });

  it('are not asked for by a status that there is none of', async () => {
    expectRefused(await customer.get(path('?status=lost')), 422, 'validation_failed');
  });
});

describe('a delivery', () => {
  it('is shown with every attempt: when, how long, what came back or why nothing did', async () => {
    const at = new Date(Date.now() - 3_600_000);
    const { id, eventId } = await plant({ status: 'failed', attempts: 3, at });
    const attempts = [
      { number: 1, error: 'dns_failed' },
      { number: 3, responseStatus: 500, responseBody: 'no' },
    ];
    for (const attempt of attempts) await plantAttempt(planting(), { endpointId, eventId, ...attempt });
    const { status, body } = await customer.get(`/v1/deliveries/${id}`);
    expect(status).toBe(200);
    const taken = { startedAt: '2026-11-22T10:00:00.000Z', durationMs: 42 };
    expect(body).toEqual({
      ...{ id, endpointId, eventId, eventType: 'key.created', status: 'failed' },
      ...{ failure: 'retries_exhausted', attemptCount: 3, nextAttemptAt: null },
      ...{ createdAt: at.toISOString(), settledAt: at.toISOString() },
      attempts: [
        { number: 1, ...taken, responseStatus: null, responseBody: null, error: 'dns_failed' },
        { number: 3, ...taken, responseStatus: 500, responseBody: 'no', error: null },
      ],
    });
  });

  it('says when it is tried next while it waits, and only then', async () => {
    const dueAt = ago(-3_600);
    const pending = await plant({ status: 'pending', dueAt });
    const sending = await plant({ status: 'sending', dueAt });
    const [waits, isUnderWay] = await Promise.all(
      [pending, sending].map(({ id }) => customer.get(`/v1/deliveries/${id}`)),
    );
    expect(waits?.body).toMatchObject({ nextAttemptAt: dueAt.toISOString(), settledAt: null });
    expect(isUnderWay?.body).toMatchObject({ nextAttemptAt: null, settledAt: null });
  });

  it('is shown when its payload and what was answered are erased: what is left of it says how it went', async () => {
    const { id, eventId } = await plant();
    const answered = { responseStatus: 200, responseBody: 'ok' };
    await plantAttempt(planting(), { endpointId, eventId, number: 1, ...answered });
    const tenantId = uuidOfTenant(customer.tenantId);
    await api.database.query('update events set data = null where tenant_id = $1', [tenantId]);
    await api.database.query('update delivery_attempts set response_body = null where tenant_id = $1', [
      tenantId,
    ]);
    const { status, body } = await customer.get(`/v1/deliveries/${id}`);
    expect([status, body.attempts]).toMatchObject([200, [{ responseStatus: 200, responseBody: null }]]);
  });

  it('is found among others of the same millisecond, and by nobody else', async () => {
    const at = ago(60);
    const other = await plantEndpoint(planting());
    const all = [
      await plant({ at }),
      await plant({ at }),
      await plantDelivery(planting(), { endpointId: other, at }),
    ];
    for (const { id, eventId } of all) {
      expect((await customer.get(`/v1/deliveries/${id}`)).body).toMatchObject({ id, eventId });
      expectRefused(await (await signUp(api.url)).get(`/v1/deliveries/${id}`), 404, 'not_found');
    }
    for (const id of ['delivery_01kapm4y6qf0t9d2h1w8zc3v5x', 'delivery_', all[0]?.eventId]) {
      expectRefused(await customer.get(`/v1/deliveries/${id}`), 404, 'not_found');
    }
  });
});

describe('another try', () => {
  const retry = (id: string): ReturnType<Customer['post']> =>
    customer.post(`/v1/deliveries/${id}/retry`, undefined);

  it.each([
    ['failed', 'retries_exhausted'],
    ['delivered', undefined],
    ['pending', undefined],
  ] as const)('of a %s one is due at once, with its schedule before it again', async (status, failure) => {
    const { id, eventId } = await plant({ status, attempts: 11, ...(failure && { failure }) });
    await plantAttempt(planting(), { endpointId, eventId, number: 11, responseStatus: 500 });
    const before = Date.now();
    const answer = await retry(id);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      ...{ id, status: 'pending', failure: null, settledAt: null, attemptCount: 11 },
      attempts: [{ number: 11 }],
    });
    expect(Date.parse(answer.body.nextAttemptAt as string)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(answer.body.nextAttemptAt as string)).toBeLessThanOrEqual(Date.now());
    const [row] = await api.database.query<{ round: number }>(
      'select round_started_after as round from deliveries where tenant_id = $1',
      [uuidOfTenant(customer.tenantId)],
    );
    expect(row).toEqual({ round: 11 });
  });

  it('is in the audit trail', async () => {
    const { id, eventId } = await plant({ status: 'failed' });
    await retry(id);
    const entries = await api.database.query(
      `select actor_type, resource_type, before, after from audit_entries where tenant_id = $1 and action = 'delivery.retried'`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(entries).toEqual([
      {
        ...{ actor_type: 'key', resource_type: 'delivery' },
        ...{ before: { status: 'failed' }, after: { endpointId, eventId } },
      },
    ]);
  });

  it('is refused while it is being sent', async () => {
    const { id } = await plant({ status: 'sending' });
    expectRefused(await retry(id), 409, 'conflict');
    expect((await customer.get(`/v1/deliveries/${id}`)).body.status).toBe('sending');
  });

  it('is refused where its endpoint is disabled or gone', async () => {
    const disabled = await plantEndpoint(planting(), 'disabled');
    const of = async (endpoint: string): Promise<string> =>
      (await plantDelivery(planting(), { endpointId: endpoint, status: 'failed' })).id;
    expectRefused(await retry(await of(disabled)), 409, 'conflict');
    expectRefused(await retry(await of('endpoint_01kapm4y6qf0t9d2h1w8zc3v5x')), 409, 'conflict');
  });

  it('is refused from the two hundredth on', async () => {
    const [last, over] = [await plant({ attempts: 199 }), await plant({ attempts: 200 })];
    expect((await retry(last.id)).status).toBe(202);
    expectRefused(await retry(over.id), 409, 'conflict');
  });

  it('is nothing that a key may ask for that may only read', async () => {
    const { id } = await plant({ status: 'failed' });
    const { body } = await customer.post('/v1/api-keys', { name: 'Reader', scopes: ['webhooks:read'] });
    const reader = customerWith(api.url, body.secret as string);
    expect((await reader.get(`/v1/deliveries/${id}`)).status).toBe(200);
    expectRefused(await reader.post(`/v1/deliveries/${id}/retry`, undefined), 403, 'scope_missing');
  });
});
