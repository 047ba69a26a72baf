import { setTimeout as sleep } from 'node:timers/promises';
import { aTransaction } from '../support/customer';
import type { Customer } from '../support/customer';

const PATIENCE_MS = 60_000;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- assertions look at it
type Shown = any;

/** Has so many things happen that the customer is told of; returns what they are. */
export async function decide(
  customer: Pick<Customer, 'post'>,
  count = 1,
  over: Record<string, unknown> = {},
): Promise<Shown[]> {
  const evaluations: Shown[] = [];
  for (let n = 0; n < count; n += 1) {
    const { status, body } = await customer.post('/v1/evaluations', aTransaction(over));
    if (status !== 201) throw new Error(`a decision was not made: ${status}`);
    evaluations.push(body);
  }
  return evaluations;
}

/** An endpoint's deliveries, the newest event first; each with all its attempts. */
export async function deliveriesOf(customer: Pick<Customer, 'get'>, endpointId: string): Promise<Shown[]> {
  const { body } = await customer.get(`/v1/webhook-endpoints/${endpointId}/deliveries?limit=100`);
  const shown = await Promise.all(
    (body.data as { id: string }[]).map(({ id }) => customer.get(`/v1/deliveries/${id}`)),
  );
  return shown.map((answer) => answer.body as unknown);
}

/** Those, once they are as expected; and as they are then, where they never are. */
export async function untilDeliveries(
  customer: Pick<Customer, 'get'>,
  endpointId: string,
  isSo: (deliveries: Shown[]) => boolean,
): Promise<Shown[]> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const deliveries = await deliveriesOf(customer, endpointId);
    if (isSo(deliveries) || performance.now() > untilMs) return deliveries;
    await sleep(50);
  }
}

/** There are so many, and none is open. */
export function areSettled(count: number): (deliveries: Shown[]) => boolean {
  return (deliveries) =>
    deliveries.length === count && deliveries.every(({ settledAt }) => settledAt !== null);
}
