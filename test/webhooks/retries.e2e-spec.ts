import { SafeFetch } from '@libs/safe-fetch/safe-fetch';
import { parseId } from '@libs/ids/typeid';
import { askerOf } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { setClock } from '../support/set-clock';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import type { deliveriesOf } from './delivery-steps';
import { areSettled, decide, untilDeliveries } from './delivery-steps';
import { createEndpoint } from './endpoint-steps';
import { Receiver } from './receiver';
import type { Reaction } from './receiver';

jest.setTimeout(60_000);

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

let api: TestApi;
let ask: Ask;
let receiver: Receiver;
let customer: Customer;
let nowMs: number;
beforeAll(async () => {
  api = await startTestApi();
  // What hangs is given up in a test as it is in life, sooner.
  const { limits } = api.app.get<{ limits: object }>(SafeFetch, { strict: false });
  Object.assign(limits, { totalMs: 3_000 });
  ask = askerOf(api.url);
  receiver = await Receiver.start();
  nowMs = Date.now();
});
beforeEach(async () => {
  advance(DAY_MS);
  receiver.react = () => 204;
  customer = await signUp(api.url);
});
afterAll(async () => {
  await api.stop();
  await receiver.stop();
});

/** Time stands still in between. */
function advance(ms: number): void {
  nowMs += ms;
  setClock(api.app, nowMs);
}

function endpointAt(path: string, over: Record<string, unknown> = {}): ReturnType<typeof createEndpoint> {
  return createEndpoint(ask, customer.key, {
    ...{ url: receiver.url(path), eventTypes: ['evaluation.*'] },
    ...over,
  });
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- assertions look at it
async function shown(id: string): Promise<any> {
  return (await ask(customer.key, `GET /v1/webhook-endpoints/${id}`)).body;
}

/** The newest delivery once it was tried so often. */
async function tried(id: string, attempts: number): Promise<ReturnType<typeof deliveriesOf>> {
  return untilDeliveries(
    customer,
    id,
    ([newest]) => newest?.attempts.length === attempts && newest.status !== 'sending',
  );
}

/** Whichever of them: events of one moment are in no order. */
async function triedInAll(id: string, attempts: number): Promise<void> {
  const isSo = (all: Awaited<ReturnType<typeof deliveriesOf>>): boolean =>
    all.flatMap((delivery) => delivery.attempts as unknown[]).length === attempts;
  await untilDeliveries(customer, id, isSo);
}

describe('a delivery that fails', () => {
  it('is sent again, the same, five seconds later and up to a tenth more', async () => {
    receiver.react = (_, before) => (before === 0 ? 500 : 204);
    const { id } = await endpointAt('/again');
    await decide(customer);
    const [failed] = await tried(id, 1);
    expect(failed).toMatchObject({ status: 'pending', failure: null, settledAt: null });
    const waitMs = Date.parse(failed.nextAttemptAt as string) - nowMs;
    expect(waitMs).toBeGreaterThanOrEqual(5_000);
    expect(waitMs).toBeLessThanOrEqual(5_500);
    advance(waitMs);
    const [first, second] = await receiver.until('/again', 2);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
    const [delivered] = await untilDeliveries(customer, id, areSettled(1));
    expect(delivered).toMatchObject({ status: 'delivered', attemptCount: 2 });
    expect((await shown(id)).health).toMatchObject({ failingSince: null, heldUntil: null });
  });

  it('is given up, visibly, after eleven attempts over three days', async () => {
    receiver.react = () => 500;
    const { id } = await endpointAt('/never');
    await decide(customer);
    const startMs = nowMs;
    for (let attempt = 1; attempt < 11; attempt += 1) {
      const [delivery] = await tried(id, attempt);
      advance(Date.parse(delivery.nextAttemptAt as string) - nowMs);
    }
    const [delivery] = await tried(id, 11);
    expect(delivery).toMatchObject({ status: 'failed', failure: 'retries_exhausted', nextAttemptAt: null });
    expect(nowMs - startMs).toBeGreaterThanOrEqual(272_135_000);
    expect(new Set(receiver.at('/never').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await shown(id)).status).toBe('enabled');
  });

  const closedPort = 'http://127.0.0.1:9/nobody';
  it.each<[string, Reaction, object, string?]>([
    [
      'with a redirect, which is not followed',
      { status: 307, headers: { location: '/elsewhere' } },
      { responseStatus: 307 },
    ],
    [
      'with an error, whose beginning is kept',
      { status: 500, body: 'x'.repeat(2_000) },
      { responseStatus: 500, responseBody: 'x'.repeat(1_024) },
    ],
    ['with a refusal', 400, { responseStatus: 400, error: null }],
    ['as nobody answers in time', 'hang', { responseStatus: null, error: 'timeout' }],
    ['as the connection breaks', 'reset', { responseStatus: null, error: 'connection_broken' }],
    ['as nobody listens', 204, { responseStatus: null, error: 'connection_refused' }, closedPort],
  ])('tells how: %s', async (name, reaction, attempt, url = receiver.url(`/${encodeURIComponent(name)}`)) => {
    receiver.react = () => reaction;
    const { id } = await endpointAt('/', { url });
    await decide(customer);
    const [delivery] = await tried(id, 1);
    expect(delivery.status).toBe('pending');
    expect(delivery.attempts).toEqual([expect.objectContaining(attempt)]);
    expect(receiver.at('/elsewhere')).toEqual([]);
  });

  it('whose endpoint asks for time gets it, and so does what else the endpoint is to be sent', async () => {
    receiver.react = ({ path }, before) =>
      path === '/busy' && before === 0 ? { status: 503, headers: { 'retry-after': '1800' } } : 204;
    const { id } = await endpointAt('/busy');
    await endpointAt('/idle');
    await decide(customer);
    const [delivery] = await tried(id, 1);
    expect(Date.parse(delivery.nextAttemptAt as string)).toBe(nowMs + 1_800_000);
    expect((await shown(id)).health).toMatchObject({
      heldUntil: new Date(nowMs + 1_800_000).toISOString(),
    });
    advance(1_799 * SECOND_MS);
    await decide(customer);
    await receiver.until('/idle', 2);
    expect(receiver.at('/busy')).toHaveLength(1);
    advance(SECOND_MS);
    expect(await receiver.until('/busy', 3)).toHaveLength(3);
  });
});

describe('a circuit breaker', () => {
  it('opens with five failures, lets one through when it may, and closes when that one is taken', async () => {
    receiver.react = () => 500;
    const { id } = await endpointAt('/breaks');
    await decide(customer, 5);
    await triedInAll(id, 5);
    expect((await shown(id)).health).toMatchObject({ heldUntil: new Date(nowMs + 30_000).toISOString() });
    advance(29 * SECOND_MS);
    await endpointAt('/beside');
    await decide(customer);
    await receiver.until('/beside', 1);
    expect(receiver.at('/breaks')).toHaveLength(5);

    receiver.react = ({ path }) => (path === '/breaks' ? 'hang' : 204);
    advance(SECOND_MS);
    await receiver.until('/breaks', 6);
    await decide(customer);
    await receiver.until('/beside', 2);
    expect(receiver.at('/breaks')).toHaveLength(6);
    receiver.release(500);
    await triedInAll(id, 6);
    expect((await shown(id)).health).toMatchObject({ heldUntil: new Date(nowMs + 60_000).toISOString() });

    receiver.react = () => 204;
    advance(60 * SECOND_MS);
    const deliveries = await untilDeliveries(customer, id, areSettled(7));
    expect(deliveries.map(({ status }) => status as string)).toEqual(Array(7).fill('delivered'));
    expect((await shown(id)).health).toMatchObject({ heldUntil: null, failingSince: null });
  });
});

describe('an endpoint that is not to be sent anything', () => {
  it('is given up when it says that it is gone, and its tenant is told', async () => {
    receiver.react = ({ path }) => (path === '/gone' ? 410 : 204);
    const { id } = await endpointAt('/gone');
    await endpointAt('/told', { eventTypes: ['endpoint.disabled'] });
    advance(SECOND_MS);
    await decide(customer);
    const [told] = await receiver.until('/told', 1);
    const [delivery] = await untilDeliveries(customer, id, areSettled(1));
    expect(delivery).toMatchObject({ status: 'failed', failure: 'endpoint_gone', attemptCount: 1 });
    const now = await shown(id);
    expect(now).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    expect(JSON.parse(told?.body ?? '')).toMatchObject({
      type: 'endpoint.disabled',
      data: { id, status: 'disabled', disabledReason: 'gone' },
    });
    expect(await trailOf(id)).toEqual([
      { action: 'endpoint.created', actor_type: 'key' },
      { action: 'endpoint.disabled', actor_type: 'system' },
    ]);
  });

  it('is given up after five days of failure, and not before', async () => {
    receiver.react = ({ path }) => (path === '/failing' ? 500 : 204);
    const { id } = await endpointAt('/failing');
    await hasFailedSince(id, nowMs - 5 * DAY_MS + 1_000);
    await decide(customer);
    await tried(id, 1);
    expect((await shown(id)).status).toBe('enabled');
    const heldUntil = Date.parse((await shown(id)).health.heldUntil as string);
    advance(heldUntil - nowMs);
    await untilDeliveries(customer, id, ([delivery]) => delivery.attempts.length === 2);
    await decide(customer);
    const deliveries = await untilDeliveries(customer, id, ([newest]) => newest.status === 'failed');
    expect(deliveries[0]).toMatchObject({ failure: 'endpoint_disabled', attemptCount: 0 });
    expect(await shown(id)).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
  });

  it('keeps what it misses while it is disabled, as failed', async () => {
    const { id } = await endpointAt('/off');
    await call('PATCH', id, { status: 'disabled' });
    await decide(customer);
    const [delivery] = await untilDeliveries(customer, id, areSettled(1));
    expect(delivery).toMatchObject({ status: 'failed', failure: 'endpoint_disabled', attempts: [] });
    expect(receiver.at('/off')).toEqual([]);
  });

  it.each<[string, string, (id: string) => Promise<unknown>]>([
    ['disabled', 'endpoint_disabled', (id) => call('PATCH', id, { status: 'disabled' })],
    ['deleted', 'endpoint_deleted', (id) => call('DELETE', id)],
  ])('is sent nothing more once it is %s, and what waited has failed', async (how, failure, end) => {
    receiver.react = () => 500;
    const { id } = await endpointAt(`/${how}`);
    await decide(customer);
    await tried(id, 1);
    await end(id);
    advance(6 * SECOND_MS);
    const [delivery] = await untilDeliveries(customer, id, areSettled(1));
    expect(delivery).toMatchObject({ status: 'failed', failure, attemptCount: 1 });
    expect(receiver.at(`/${how}`)).toHaveLength(1);
  });

  it('is not told what was erased', async () => {
    receiver.react = () => 500;
    const { id } = await endpointAt('/erased');
    await decide(customer);
    const [{ eventId }] = await tried(id, 1);
    await api.database.query('update events set data = null where id = $1', [
      parseId('event', eventId as string),
    ]);
    advance(6 * SECOND_MS);
    const [delivery] = await untilDeliveries(customer, id, areSettled(1));
    expect(delivery).toMatchObject({ status: 'failed', failure: 'payload_erased' });
    expect(receiver.at('/erased')).toHaveLength(1);
  });

  function call(method: string, id: string, body?: object): ReturnType<Ask> {
    return ask(customer.key, `${method} /v1/webhook-endpoints/${id}`, body);
  }

  function trailOf(id: string): Promise<object[]> {
    return api.database.query(
      'select action, actor_type from audit_entries where resource_id = $1 order by id',
      [parseId('endpoint', id)],
    );
  }

  /** Nine times. */
  async function hasFailedSince(id: string, sinceMs: number): Promise<void> {
    await api.database.query(
      'update webhook_endpoint_health set consecutive_failures = 9, failing_since = $2 where endpoint_id = $1',
      [parseId('endpoint', id), new Date(sinceMs)],
    );
  }
});
