import { formatId, newUuid, parseId } from '@libs/ids/typeid';
import { askerOf, createKey, pointersOf, said } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createEndpoint, HOOK_URL } from './endpoint-steps';

const ENDPOINTS = '/v1/webhook-endpoints';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let api: TestApi;
let ask: Ask;
let customer: Customer;
beforeAll(async () => {
  api = await startTestApi();
  ask = askerOf(api.url);
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

interface Entry {
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What the trail says of an endpoint, the oldest first. */
function trail(id: string): Promise<Entry[]> {
  return api.database.query<Entry & Record<string, unknown>>(
    'select action, before, after from audit_entries where resource_id = $1 order by id',
    [parseId('endpoint', id)],
  );
}

function eventsOf(id: string): Promise<{ type: string; data: Record<string, unknown> }[]> {
  return api.database.query('select type, data from events where resource_id = $1 order by id', [
    parseId('endpoint', id),
  ]);
}

describe('changing an endpoint', () => {
  it('changes what is named and keeps the rest, and the trail says what was there before', async () => {
    const terms = { description: 'Order desk', maxPerSecond: 25 };
    const { id } = await createEndpoint(ask, customer.key, terms);
    const { body: shown } = await ask(customer.key, `GET ${ENDPOINTS}/${id}`);
    const change = { url: `${HOOK_URL}/2`, eventTypes: ['*'], description: null, maxPerSecond: null };
    const { status, body: changed } = await ask(customer.key, `PATCH ${ENDPOINTS}/${id}`, change);
    expect([status, changed]).toEqual([200, { ...shown, ...change, updatedAt: changed.updatedAt }]);
    expect(changed.updatedAt > shown.updatedAt).toBe(true);
    expect((await trail(id))[1]).toEqual({
      action: 'endpoint.updated',
      before: { url: HOOK_URL, eventTypes: ['policy.activated'], ...terms },
      after: change,
    });
    await ask(customer.key, `PATCH ${ENDPOINTS}/${id}`, { maxPerSecond: 3 });
    expect((await trail(id))[2]).toMatchObject({
      before: { maxPerSecond: null },
      after: { maxPerSecond: 3 },
    });
  });

  it('to what it is already leaves no trace', async () => {
    const { id, body } = await createEndpoint(ask, customer.key);
    const same = { url: body.url, eventTypes: body.eventTypes, status: 'enabled' };
    for (const change of [same, {}]) {
      const answer = await ask(customer.key, `PATCH ${ENDPOINTS}/${id}`, change);
      expect([answer.status, answer.body.updatedAt]).toEqual([200, body.updatedAt]);
    }
    expect(await trail(id)).toHaveLength(1);
  });

  it.each([
    [{ url: null }, '/url'],
    [{ eventTypes: null }, '/eventTypes'],
    [{ eventTypes: ['key.lost'] }, '/eventTypes/0'],
    [{ status: 'gone' }, '/status'],
    [{ status: null }, '/status'],
    [{ maxPerSecond: 0 }, '/maxPerSecond'],
    [{ health: {} }, '/health'],
  ])('to %j is refused', async (change, pointer) => {
    const { id } = await createEndpoint(ask, customer.key);
    const answer = await ask(customer.key, `PATCH ${ENDPOINTS}/${id}`, change);
    expect([said(answer), pointersOf(answer)]).toEqual([[422, 'validation_failed'], [pointer]]);
    expect(await trail(id)).toHaveLength(1);
  });

  it('disables it and says why; the tenant is told', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    const { body } = await ask(customer.key, `PATCH ${ENDPOINTS}/${id}`, { status: 'disabled' });
    expect(body).toMatchObject({
      status: 'disabled',
      disabledReason: 'customer',
      disabledAt: body.updatedAt,
    });
    expect((await trail(id))[1]).toEqual({
      action: 'endpoint.disabled',
      before: { status: 'enabled', disabledReason: null },
      after: { status: 'disabled', disabledReason: 'customer' },
    });
    expect(await eventsOf(id)).toEqual([{ type: 'endpoint.disabled', data: body }]);
  });

  it('enables it anew, whatever had disabled it, and forgets what went wrong', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    const uuid = parseId('endpoint', id);
    await api.database.query(
      `update webhook_endpoints set status = 'disabled', disabled_reason = 'failing', disabled_at = now() where id = $1`,
      [uuid],
    );
    await api.database.query(
      `update webhook_endpoint_health set max_in_flight = 1, consecutive_failures = 99, failing_since = now(),
              held_until = now() + interval '1 hour', next_send_at = now(), last_delivered_at = '2026-11-22T10:00:00Z'
        where endpoint_id = $1`,
      [uuid],
    );
    const failing = await ask(customer.key, `GET ${ENDPOINTS}/${id}`);
    expect(failing.body).toMatchObject({
      ...{ status: 'disabled', disabledReason: 'failing' },
      health: { failingSince: expect.stringMatching(TIME), heldUntil: expect.stringMatching(TIME) },
    });
    const { body } = await ask(customer.key, `PATCH ${ENDPOINTS}/${id}`, { status: 'enabled' });
    expect(body).toMatchObject({
      ...{ status: 'enabled', disabledReason: null, disabledAt: null },
      health: { failingSince: null, heldUntil: null, lastDeliveredAt: '2026-11-22T10:00:00.000Z' },
    });
    const [health] = await api.database.query(
      `select max_in_flight, consecutive_failures, next_send_at from webhook_endpoint_health where endpoint_id = $1`,
      [uuid],
    );
    expect(health).toEqual({ max_in_flight: 4, consecutive_failures: 0, next_send_at: null });
    expect((await trail(id))[1]).toMatchObject({
      action: 'endpoint.enabled',
      before: { disabledReason: 'failing' },
    });
    expect(await eventsOf(id)).toEqual([]);
  });
});

describe('an endpoint', () => {
  it('shows since when the oldest event has been on its way, and no pause that is over', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    const oldest = Date.now() - 7_200_000;
    for (const [index, atMs] of [oldest - 3_600_000, oldest, oldest + 3_600_000].entries()) {
      // The first one got through.
      const due = index === 0 ? null : new Date(Date.now() + 3_600_000 / index);
      await api.database.query(
        `insert into deliveries (tenant_id, endpoint_id, event_id, id, event_type, status, due_at, settled_at, created_at)
         values ($1, $2, $3, $4, 'policy.activated', $5, $6, $7, now())`,
        [
          ...[uuidOfTenant(customer.tenantId), parseId('endpoint', id), newUuid(atMs), newUuid(atMs)],
          ...[due === null ? 'delivered' : 'pending', due, due === null ? new Date() : null],
        ],
      );
    }
    await api.database.query(
      `update webhook_endpoint_health set held_until = now() - interval '1 second' where endpoint_id = $1`,
      [parseId('endpoint', id)],
    );
    const { body } = await ask(customer.key, `GET ${ENDPOINTS}/${id}`);
    expect(body.health).toMatchObject({
      heldUntil: null,
      oldestUndeliveredAt: new Date(oldest).toISOString(),
    });
  });

  it('is on its page, newest first', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await createEndpoint(ask, customer.key)).id);
    const first = await ask(customer.key, `GET ${ENDPOINTS}?limit=2`);
    const second = await ask(customer.key, `GET ${ENDPOINTS}?limit=2&cursor=${first.body.nextCursor}`);
    const pages = [first, second].map(({ body }) => (body.data as { id: string }[]).map(({ id }) => id));
    expect([pages, second.body.nextCursor]).toEqual([[ids.slice(0, 2), ids.slice(2)], null]);
  });

  it('is gone once it was deleted, with its health and its secrets', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    expect((await ask(customer.key, `DELETE ${ENDPOINTS}/${id}`)).status).toBe(204);
    for (const request of ['GET', 'PATCH', 'DELETE'].map((method) => `${method} ${ENDPOINTS}/${id}`)) {
      const answer = await ask(customer.key, request, request.startsWith('PATCH') ? {} : undefined);
      expect(said(answer)).toEqual([404, 'not_found']);
    }
    expect(said(await ask(customer.key, `POST ${ENDPOINTS}/${id}/rotate-secret`, {}))).toEqual([
      ...[404, 'not_found'],
    ]);
    for (const table of ['webhook_secrets', 'webhook_endpoint_health']) {
      const left = await api.database.query(`select 1 from ${table} where endpoint_id = $1`, [
        parseId('endpoint', id),
      ]);
      expect(left).toEqual([]);
    }
    expect((await trail(id))[1]).toEqual({
      action: 'endpoint.deleted',
      before: { url: HOOK_URL, eventTypes: ['policy.activated'], description: null, maxPerSecond: null },
      after: null,
    });
  });

  it.each([
    ['of nobody', () => formatId('endpoint', newUuid(Date.now()))],
    ['of another kind', () => formatId('key', newUuid(Date.now()))],
    ['of no form', () => 'endpoint_x'],
  ])('is 404 under an id %s', async (_, id) => {
    expect(said(await ask(customer.key, `GET ${ENDPOINTS}/${id()}`))).toEqual([404, 'not_found']);
  });

  it('is shown with webhooks:read, and changed with webhooks:write alone', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    const { secret: reader } = await createKey(ask, customer.key, { scopes: ['webhooks:read'] });
    const { secret: writer } = await createKey(ask, customer.key, {
      scopes: ['webhooks:write', 'policies:read'],
    });
    const allowed = async (key: string, request: string, body?: unknown): Promise<boolean> =>
      (await ask(key, request, body)).status < 300;
    expect(await allowed(reader, `GET ${ENDPOINTS}/${id}`)).toBe(true);
    expect(await allowed(reader, `GET ${ENDPOINTS}`)).toBe(true);
    expect(await allowed(writer, `GET ${ENDPOINTS}/${id}`)).toBe(false);
    for (const [request, body] of [
      [`PATCH ${ENDPOINTS}/${id}`, { maxPerSecond: 1 }],
      [`POST ${ENDPOINTS}/${id}/rotate-secret`, {}],
      [`DELETE ${ENDPOINTS}/${id}`, undefined],
    ] as const) {
      expect([await allowed(reader, request, body), await allowed(writer, request, body)]).toEqual([
        ...[false, true],
      ]);
    }
  });
});
