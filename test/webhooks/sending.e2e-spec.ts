import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { askerOf } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { areSettled, decide, untilDeliveries } from './delivery-steps';
import { describeOnEachQueue } from './each-queue';
import type { QueueUnderTest } from './each-queue';
import { createEndpoint } from './endpoint-steps';
import { Receiver } from './receiver';
import type { Received } from './receiver';

jest.setTimeout(60_000);

/** RFC 8410: what stands before the 32 bytes of an Ed25519 public key. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

describeOnEachQueue('an event, with the queue on %s', (_, startQueue) => {
  let queue: QueueUnderTest;
  let api: TestApi;
  let ask: Ask;
  let receiver: Receiver;
  let customer: Customer;
  beforeAll(async () => {
    queue = await startQueue();
    api = await startTestApi(queue.settings);
    ask = askerOf(api.url);
    receiver = await Receiver.start();
  });
  beforeEach(async () => {
    customer = await signUp(api.url);
  });
  afterAll(async () => {
    await api.stop();
    await Promise.all([receiver.stop(), queue.stop()]);
  });

  it('reaches whoever subscribes to it, once, as its GET answers', async () => {
    const { id } = await createEndpoint(ask, customer.key, { url: receiver.url('/all'), eventTypes: ['*'] });
    const [evaluation] = await decide(customer);
    const [request] = await receiver.until('/all', 1);
    const [delivery] = await untilDeliveries(customer, id, areSettled(1));

    const body = JSON.parse(request?.body ?? '') as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(['id', 'type', 'timestamp', 'tenantId', 'mode', 'data']);
    expect(body).toMatchObject({ type: 'evaluation.allowed', tenantId: customer.tenantId, mode: 'live' });
    expect(body['data']).toEqual(evaluation);
    expect(request?.headers).toMatchObject({
      'webhook-id': body['id'],
      'content-type': 'application/json',
      'user-agent': 'TrustFlow-Webhooks/1',
    });
    expect(delivery).toMatchObject({ status: 'delivered', eventId: body['id'], failure: null });
    expect(delivery.attempts).toEqual([
      expect.objectContaining({ number: 1, responseStatus: 204, error: null }),
    ]);
    expect(receiver.at('/all')).toHaveLength(1);
  });

  it('is signed with both keys of each secret that is good just now', async () => {
    const first = await createEndpoint(ask, customer.key, {
      url: receiver.url('/signed'),
      eventTypes: ['*'],
    });
    const rotated = await ask(customer.key, `POST /v1/webhook-endpoints/${first.id}/rotate-secret`, {
      overlapSeconds: 3_600,
    });
    await decide(customer);
    const [request] = await receiver.until('/signed', 1);

    for (const { secret, publicKey } of [first, rotated.body as typeof first]) {
      expect(isSignedFor(request, secret)).toBe(true);
      expect(isSignedBy(request, publicKey)).toBe(true);
    }
    const other = await createEndpoint(ask, customer.key, { url: receiver.url('/other'), eventTypes: ['*'] });
    expect(isSignedFor(request, other.secret)).toBe(false);
    expect(isSignedBy(request, other.publicKey)).toBe(false);
  });

  it('is told to those alone who asked for its type', async () => {
    const subscriptions = {
      '/evaluations': 'evaluation.*',
      '/keys': 'key.created',
      '/held': 'evaluation.held',
    };
    for (const [path, type] of Object.entries(subscriptions)) {
      await createEndpoint(ask, customer.key, { url: receiver.url(path), eventTypes: [type] });
    }
    await decide(customer, 2);
    await ask(customer.key, 'POST /v1/api-keys', { name: 'Another', scopes: ['evaluations:read'] });
    await receiver.until('/evaluations', 2);
    await receiver.until('/keys', 1);

    expect(typesAt('/evaluations')).toEqual(['evaluation.allowed', 'evaluation.allowed']);
    expect(typesAt('/keys')).toEqual(['key.created']);
    expect(typesAt('/held')).toEqual([]);
  });

  it('is not told to another tenant, nor to an endpoint that was made after it', async () => {
    await createEndpoint(ask, customer.key, { url: receiver.url('/before'), eventTypes: ['*'] });
    const stranger = await signUp(api.url);
    await createEndpoint(ask, stranger.key, { url: receiver.url('/stranger'), eventTypes: ['*'] });
    await decide(customer);
    await createEndpoint(ask, customer.key, { url: receiver.url('/after'), eventTypes: ['*'] });
    await decide(customer);
    await receiver.until('/before', 2);
    await receiver.until('/after', 1);

    expect([receiver.at('/after').length, receiver.at('/stranger').length]).toEqual([1, 0]);
  });

  function typesAt(path: string): string[] {
    return receiver.at(path).map(({ body }) => (JSON.parse(body) as { type: string }).type);
  }
});

function isSignedFor(request: Received | undefined, secret: string): boolean {
  try {
    new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** By node:crypto alone. */
function isSignedBy(request: Received | undefined, publicKey: string): boolean {
  const raw = Buffer.from(publicKey.slice('whpk_'.length), 'base64');
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
  const {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': header,
  } = request?.headers ?? {};
  const content = Buffer.from(`${String(id)}.${String(timestamp)}.${request?.body ?? ''}`);
  return String(header)
    .split(' ')
    .filter((signature) => signature.startsWith('v1a,'))
    .some((signature) => verifySignature(null, content, key, Buffer.from(signature.slice(4), 'base64')));
}
