import Stripe from 'stripe';
import { FakeStripe, SECRET_KEY } from './fake-stripe';

let fake: FakeStripe;
beforeAll(async () => {
  fake = new FakeStripe();
  await fake.start();
});
afterAll(() => fake.stop());

interface Sent {
  readonly path?: string;
  readonly form?: string;
  readonly headers?: Record<string, string>;
}

interface Answered {
  readonly id?: string;
  readonly error?: { readonly code?: string; readonly type: string };
}

async function send(sent: Sent): Promise<[number, string]> {
  const { path, form, headers } = { path: '/v1/customers', form: '', ...sent };
  const response = await fetch(fake.url + path, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${SECRET_KEY}`,
      'Stripe-Version': Stripe.API_VERSION,
      'Content-Type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: form,
  });
  const { id, error } = (await response.json()) as Answered;
  return [response.status, id ?? error?.code ?? error?.type ?? ''];
}

describe('our own Stripe', () => {
  it.each<[string, Sent, number, string]>([
    ['another key', { headers: { Authorization: 'Bearer sk_test_other' } }, 401, 'invalid_request_error'],
    [
      'another version of the API',
      { headers: { 'Stripe-Version': '2020-08-27' } },
      400,
      'invalid_request_error',
    ],
    [
      'a body that is no form',
      { headers: { 'Content-Type': 'application/json' } },
      400,
      'invalid_request_error',
    ],
    ['a path that is none', { path: '/v1/usage_records' }, 404, 'invalid_request_error'],
    ['a parameter that it does not know', { form: 'nmae=Acme' }, 400, 'parameter_unknown'],
    ['one that is missing', { path: '/v1/billing_portal/sessions' }, 400, 'parameter_missing'],
    [
      'a customer that is nobody',
      { path: '/v1/billing_portal/sessions', form: 'customer=cus_nobody' },
      404,
      'resource_missing',
    ],
    [
      'an event of a meter that is none',
      { path: '/v1/billing/meter_events', form: 'event_name=none&payload[value]=1' },
      400,
      'no_meter',
    ],
  ])('refuses %s', async (_, sent, status, code) => {
    expect(await send(sent)).toEqual([status, code]);
  });

  it('does once what is asked twice under one idempotency key, and refuses another request under it', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const [first, again] = [
      await send({ form: 'name=Acme', headers }),
      await send({ form: 'name=Acme', headers }),
    ];
    expect([first[0], again]).toEqual([200, first]);
    expect(await send({ form: 'name=Other', headers })).toEqual([400, 'idempotency_error']);
    expect((await send({ form: 'name=Acme' }))[1]).not.toBe(first[1]);
  });
});
