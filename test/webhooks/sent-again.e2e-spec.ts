import { setTimeout as sleep } from 'node:timers/promises';
import { askerOf } from '../auth/key-steps';
import { signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { areSettled, decide, untilDeliveries } from './delivery-steps';
import { describeOnEachQueue } from './each-queue';
import type { QueueUnderTest } from './each-queue';
import { createEndpoint } from './endpoint-steps';
import { Receiver } from './receiver';

jest.setTimeout(120_000);

const EVENTS = 5;
const PATIENCE_MS = 60_000;

describeOnEachQueue('with the queue on %s', (_, startQueue) => {
  let queue: QueueUnderTest;
  let api: TestApi;
  let receiver: Receiver;
  let customer: Customer;
  let endpointId: string;
  beforeAll(async () => {
    queue = await startQueue();
    api = await startTestApi(queue.settings);
  });
  beforeEach(async () => {
    receiver = await Receiver.start();
    customer = await signUp(api.url);
    const terms = { url: receiver.url(), eventTypes: ['evaluation.*'] };
    endpointId = (await createEndpoint(askerOf(api.url), customer.key, terms)).id;
  });
  afterEach(() => receiver.stop());
  afterAll(async () => {
    await api.stop();
    await queue.stop();
  });

  const become = (status: 'enabled' | 'disabled'): Promise<Answer> =>
    askerOf(api.url)(customer.key, `PATCH /v1/webhook-endpoints/${endpointId}`, { status });

  async function missed(): Promise<void> {
    await become('disabled');
    await decide(customer, EVENTS);
    await untilDeliveries(customer, endpointId, areSettled(EVENTS));
    await become('enabled');
  }

  async function recover(): Promise<string> {
    const since = new Date(Date.now() - 60_000).toISOString();
    const { body } = await customer.post(`/v1/webhook-endpoints/${endpointId}/recover`, { since });
    return body.id as string;
  }

  /** All that is seen on the way adds up. */
  async function recoveryOnce(id: string, isSo: (body: Answer['body']) => boolean): Promise<Answer['body']> {
    const untilMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const { body } = await customer.get(`/v1/recoveries/${id}`);
      const { found, delivered, failed, pending } = body as Record<string, number>;
      expect(found).toBe((delivered ?? 0) + (failed ?? 0) + (pending ?? 0));
      if (isSo(body) || performance.now() > untilMs) return body;
      await sleep(20);
    }
  }

  it('what an endpoint missed while it was disabled is recovered to the last', async () => {
    await missed();
    const ended = await recoveryOnce(await recover(), ({ status }) => status === 'completed');
    expect(ended).toMatchObject({ status: 'completed', found: EVENTS, delivered: EVENTS, failed: 0 });
    expect(ended.completedAt).not.toBeNull();
    expect(receiver.received).toHaveLength(EVENTS);
  });

  it('what fails for good again is counted apart, and the recovery ends all the same', async () => {
    await missed();
    receiver.react = (_request, before) => (before < 3 ? 204 : 500);
    const id = await recover();
    await recoveryOnce(id, ({ delivered }) => delivered === 3);
    await become('disabled');
    const ended = await recoveryOnce(id, ({ status }) => status === 'completed');
    expect(ended).toMatchObject({ found: EVENTS, delivered: 3, failed: 2, pending: 0 });
    const failed = await customer.get(`/v1/webhook-endpoints/${endpointId}/deliveries?status=failed`);
    expect(failed.body.data).toHaveLength(2);
  });

  it('one that was delivered is sent again under the same id', async () => {
    await decide(customer);
    const [delivery] = await untilDeliveries(customer, endpointId, areSettled(1));
    const retried = await customer.post(`/v1/deliveries/${delivery.id}/retry`, undefined);
    expect(retried.status).toBe(202);
    await receiver.until('/', 2);
    const [again] = await untilDeliveries(customer, endpointId, areSettled(1));
    expect(again).toMatchObject({ id: delivery.id, status: 'delivered', attemptCount: 2 });
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
      delivery.eventId,
      delivery.eventId,
    ]);
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
  });
});
