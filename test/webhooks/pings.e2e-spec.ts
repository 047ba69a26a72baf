import { formatId } from '@libs/ids/typeid';
import { askerOf } from '../auth/key-steps';
import { uuidOfTenant } from '../evaluation/books';
import { customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { untilDeliveries } from './delivery-steps';
import { createEndpoint } from './endpoint-steps';
import { Receiver } from './receiver';

jest.setTimeout(60_000);

let api: TestApi;
let receiver: Receiver;
let customer: Customer;
let endpointId: string;
beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  receiver = await Receiver.start();
  customer = await signUp(api.url);
  endpointId = await anEndpoint(receiver.url('/one'));
});
afterEach(() => receiver.stop());
afterAll(() => api.stop());

async function anEndpoint(url: string): Promise<string> {
  const terms = { url, eventTypes: ['evaluation.*'] };
  return (await createEndpoint(askerOf(api.url), customer.key, terms)).id;
}

const test = (by: Pick<Customer, 'post'> = customer): Promise<Answer> =>
  by.post(`/v1/webhook-endpoints/${endpointId}/test`, undefined);

function expectRefused({ status, body }: Answer, ...expected: [status: number, code: string]): void {
  expect([status, body.code]).toEqual(expected);
}

describe('the test of an endpoint', () => {
  it('sends endpoint.pinged to it and to no other, and answers with what came back', async () => {
    await createEndpoint(askerOf(api.url), customer.key, { url: receiver.url('/all'), eventTypes: ['*'] });
    receiver.react = () => ({ status: 200, body: 'pong' });
    const shown = await customer.get(`/v1/webhook-endpoints/${endpointId}`);
    const { status, body } = await test();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ endpointId, eventType: 'endpoint.pinged', status: 'delivered', failure: null, attemptCount: 1 },
      attempts: [{ number: 1, responseStatus: 200, responseBody: 'pong', error: null }],
    });
    const [request] = receiver.at('/one');
    expect(request?.headers['webhook-id']).toBe(body.eventId);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      ...{ id: body.eventId, type: 'endpoint.pinged', tenantId: customer.tenantId, mode: 'live' },
      data: shown.body,
    });
    expect((await customer.get(`/v1/deliveries/${body.id}`)).body).toEqual(body);
    expect(receiver.received).toHaveLength(1);
  });

  it('is answered 200 where the receiver fails, tried once, and not held against it', async () => {
    receiver.react = () => ({ status: 500, body: 'broken' });
    const { status, body } = await test();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ status: 'failed', failure: 'retries_exhausted', nextAttemptAt: null },
      attempts: [{ responseStatus: 500, responseBody: 'broken', error: null }],
    });
    const shown = await customer.get(`/v1/webhook-endpoints/${endpointId}`);
    expect(shown.body).toMatchObject({ status: 'enabled' });
    const [health] = await api.database.query(
      'select consecutive_failures, failing_since from webhook_endpoint_health where tenant_id = $1',
      [uuidOfTenant(customer.tenantId)],
    );
    expect(health).toEqual({ consecutive_failures: 0, failing_since: null });
  });

  it('says why no answer came', async () => {
    endpointId = await anEndpoint('http://127.0.0.1:1/');
    expect((await test()).body).toMatchObject({
      ...{ status: 'failed', attempts: [{ responseStatus: null, error: 'connection_refused' }] },
    });
  });

  it('does not disable an endpoint that says 410, and reaches one that is disabled', async () => {
    receiver.react = () => 410;
    await test();
    expect((await customer.get(`/v1/webhook-endpoints/${endpointId}`)).body.status).toBe('enabled');
    const ask = askerOf(api.url);
    await ask(customer.key, `PATCH /v1/webhook-endpoints/${endpointId}`, { status: 'disabled' });
    receiver.react = () => 204;
    expect((await test()).body).toMatchObject({ status: 'delivered' });
  });

  it('is one at a time', async () => {
    receiver.react = () => 'hang';
    const first = test();
    await receiver.until('/one', 1);
    expectRefused(await test(), 409, 'conflict');
    receiver.release(200);
    expect((await first).body).toMatchObject({ status: 'delivered' });
    receiver.react = () => 204;
    expect((await test()).status).toBe(200);
  });

  it('whose process died in it fails when its lease is over, and is sent no second time', async () => {
    const { body } = await test();
    await api.database.query(
      `update deliveries set status = 'sending', due_at = now() - interval '1 second', settled_at = null where tenant_id = $1`,
      [uuidOfTenant(customer.tenantId)],
    );
    const [delivery] = await untilDeliveries(customer, endpointId, ([shown]) => shown.status === 'failed');
    expect(delivery).toMatchObject({ id: body.id, status: 'failed', failure: 'retries_exhausted' });
    expect(receiver.received).toHaveLength(1);
  });

  it('is 404 for others, needs the scope to write, and is in the audit trail', async () => {
    expectRefused(await test(await signUp(api.url)), 404, 'not_found');
    const { body } = await customer.post('/v1/api-keys', { name: 'Reader', scopes: ['webhooks:read'] });
    expectRefused(await test(customerWith(api.url, body.secret as string)), 403, 'scope_missing');
    expect(receiver.received).toEqual([]);
    await test();
    const entries = await api.database.query<{ resource_id: string }>(
      `select resource_id from audit_entries where tenant_id = $1 and action = 'endpoint.pinged'`,
      [uuidOfTenant(customer.tenantId)],
    );
    expect(entries.map(({ resource_id }) => formatId('endpoint', resource_id))).toEqual([endpointId]);
  });
});
