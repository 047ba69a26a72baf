import { parseId } from '@libs/ids/typeid';
import { EVENT_TYPES } from '../../src/events/events.types';
import { askerOf, createKey, pointersOf, said } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { createEndpoint, HOOK_URL } from './endpoint-steps';

const ENDPOINTS = '/v1/webhook-endpoints';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const YEAR_MS = 365 * 24 * 3_600_000;

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

describe('creating an endpoint', () => {
  it('answers with what was asked for, a secret and a public key, and shows the secret never again', async () => {
    const terms = {
      ...{ url: `${HOOK_URL}?shop=1`, eventTypes: ['evaluation.*', 'review.resolved'] },
      ...{ description: 'Order desk', maxPerSecond: 25 },
    };
    const { status, body } = await ask(customer.key, `POST ${ENDPOINTS}`, terms);
    const { secret, publicKey, ...shown } = body;
    expect(status).toBe(201);
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(publicKey).toMatch(/^whpk_[\w+/]{43}=$/);
    expect(shown).toEqual({
      ...terms,
      id: expect.stringMatching(/^endpoint_/),
      ...{ status: 'enabled', disabledReason: null, disabledAt: null },
      health: { failingSince: null, heldUntil: null, lastDeliveredAt: null, oldestUndeliveredAt: null },
      secrets: [
        {
          version: 1,
          publicKey,
          createdAt: shown.createdAt,
          expiresAt: null,
          rotateBy: expect.stringMatching(TIME),
        },
      ],
      ...{ createdAt: expect.stringMatching(TIME), updatedAt: shown.createdAt },
    });
    const [{ rotateBy, createdAt }] = shown.secrets;
    expect(Date.parse(rotateBy) - Date.parse(createdAt)).toBe(YEAR_MS);

    const one = await ask(customer.key, `GET ${ENDPOINTS}/${body.id}`);
    expect([one.status, one.body]).toEqual([200, shown]);
    const list = await ask(customer.key, `GET ${ENDPOINTS}`);
    expect(list.body).toEqual({ data: [shown], nextCursor: null });
    expect(await trail(body.id)).toEqual([{ action: 'endpoint.created', before: null, after: terms }]);
  });

  it('needs no more than a URL and a type, and repeats no type', async () => {
    const { body } = await createEndpoint(ask, customer.key, { eventTypes: ['key.*', 'key.*'] });
    expect(body).toMatchObject({ eventTypes: ['key.*'], description: null, maxPerSecond: null });
  });

  it('takes every type that there is, and those that nothing publishes yet', async () => {
    for (const eventTypes of [EVENT_TYPES, ['*'], ['agent.registered', 'incident.*']]) {
      await expect(createEndpoint(ask, customer.key, { eventTypes })).resolves.toMatchObject({
        body: { eventTypes },
      });
    }
  });

  it.each<[what: string, over: Record<string, unknown>, pointers: string[]]>([
    ['no URL', { url: undefined }, ['/url']],
    ['a URL that is no text', { url: 5 }, ['/url']],
    ['a URL of 2,049 characters', { url: `https://shop.example/${'x'.repeat(2_028)}` }, ['/url']],
    ['a URL with a line feed', { url: 'https://shop.example/\nhook' }, ['/url']],
    ['no types', { eventTypes: undefined }, ['/eventTypes']],
    ['an empty list of types', { eventTypes: [] }, ['/eventTypes']],
    ['types as text', { eventTypes: '*' }, ['/eventTypes']],
    ['51 types', { eventTypes: Array(51).fill('*') }, ['/eventTypes']],
    [
      'types that don’t exist',
      { eventTypes: ['key.created', 'key.lost', 'thing.*', 'key', null] },
      ['/eventTypes/1', '/eventTypes/2', '/eventTypes/3', '/eventTypes/4'],
    ],
    ['an empty description', { description: ' ' }, ['/description']],
    ['a description of 257 characters', { description: 'x'.repeat(257) }, ['/description']],
    ['a description that is null', { description: null }, ['/description']],
    ['no delivery a second', { maxPerSecond: 0 }, ['/maxPerSecond']],
    ['1,001 deliveries a second', { maxPerSecond: 1_001 }, ['/maxPerSecond']],
    ['half a delivery a second', { maxPerSecond: 0.5 }, ['/maxPerSecond']],
    ['a secret of its own', { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }, ['/secret']],
    ['a status', { status: 'disabled' }, ['/status']],
  ])('with %s is refused, and the fault pointed at', async (_, over, pointers) => {
    const terms = { url: HOOK_URL, eventTypes: ['policy.activated'], ...over };
    const answer = await ask(customer.key, `POST ${ENDPOINTS}`, terms);
    expect(said(answer)).toEqual([422, 'validation_failed']);
    expect(pointersOf(answer)).toEqual(pointers);
    expect((await ask(customer.key, `GET ${ENDPOINTS}`)).body.data).toEqual([]);
  });

  it.each([1, 1_000])('with %i deliveries a second is done', async (maxPerSecond) => {
    const { body } = await createEndpoint(ask, customer.key, { maxPerSecond });
    expect(body.maxPerSecond).toBe(maxPerSecond);
  });

  it('refuses the 51st, of however many come at once, until one was deleted', async () => {
    const terms = { url: HOOK_URL, eventTypes: ['policy.activated'] };
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => ask(customer.key, `POST ${ENDPOINTS}`, terms)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    const refused = answers.filter(({ status }) => status !== 201).map(said);
    expect(refused).toEqual(Array(10).fill([409, 'conflict']));
    const { body } = await ask(customer.key, `GET ${ENDPOINTS}?limit=1`);
    await ask(customer.key, `DELETE ${ENDPOINTS}/${body.data[0].id}`);
    await expect(createEndpoint(ask, customer.key)).resolves.toMatchObject({ body: { status: 'enabled' } });
  });
});

describe('a URL', () => {
  it.each([
    ['is no URL', 'shop.example'],
    ['is of another scheme', 'ftp://shop.example/hook'],
    ['names a user', 'https://user@127.0.0.1/hook'],
    ['is not public', 'https://10.0.0.1/hook'],
    ['is not public, written otherwise', 'https://0x0a000001/hook'],
    ['is of the metadata of a cloud', 'https://169.254.169.254/latest'],
    ['is of another port', 'https://10.0.0.1:22/'],
  ])('that %s is refused, for a new endpoint and for one that is there', async (_, url) => {
    const { id, body } = await createEndpoint(ask, customer.key);
    for (const request of [`POST ${ENDPOINTS}`, `PATCH ${ENDPOINTS}/${id}`]) {
      const answer = await ask(customer.key, request, { url, eventTypes: ['policy.activated'] });
      expect(said(answer)).toEqual([422, 'unsafe_url']);
      expect(answer.body.errors).toEqual([
        { in: 'body', pointer: '/url', code: 'unsafe_url', detail: answer.body.detail },
      ]);
    }
    expect((await ask(customer.key, `GET ${ENDPOINTS}/${id}`)).body.url).toBe(body.url);
  });

  it('whose host has no address just now is taken', async () => {
    const url = 'https://not-there-yet.invalid/hook';
    await expect(createEndpoint(ask, customer.key, { url })).resolves.toMatchObject({ body: { url } });
  });
});

describe('a subscription', () => {
  const KEYS_ALONE = ['webhooks:read', 'webhooks:write', 'keys:read'];

  it.each([
    [['key.created', 'evaluation.held'], 'evaluations:read'],
    [['policy.*'], 'policies:read'],
    [['*'], 'evaluations:read'],
  ])('to %j needs %s', async (eventTypes, missing) => {
    const { secret } = await createKey(ask, customer.key, { scopes: KEYS_ALONE });
    const answer = await ask(secret, `POST ${ENDPOINTS}`, { url: HOOK_URL, eventTypes });
    expect(said(answer)).toEqual([403, 'scope_missing']);
    expect(answer.body.detail).toContain(missing);
    await expect(createEndpoint(ask, secret, { eventTypes: ['key.*'] })).resolves.toBeDefined();
  });

  it('can not be led elsewhere, nor switched on, by a key that could not make it', async () => {
    const { id } = await createEndpoint(ask, customer.key, { eventTypes: ['evaluation.*'] });
    const { body } = await ask(customer.key, `GET ${ENDPOINTS}/${id}`);
    const { secret } = await createKey(ask, customer.key, { scopes: KEYS_ALONE });
    for (const change of [{ url: `${HOOK_URL}/elsewhere` }, { status: 'disabled' }, { eventTypes: ['*'] }]) {
      const answer = await ask(secret, `PATCH ${ENDPOINTS}/${id}`, change);
      expect(said(answer)).toEqual([403, 'scope_missing']);
    }
    expect((await ask(secret, `GET ${ENDPOINTS}/${id}`)).body).toEqual(body);
    // What is left is what the key could have asked for itself.
    const narrowed = await ask(secret, `PATCH ${ENDPOINTS}/${id}`, { eventTypes: ['key.*'] });
    expect([narrowed.status, narrowed.body.eventTypes]).toEqual([200, ['key.*']]);
  });
});
