import { setTimeout as sleep } from 'node:timers/promises';
import { parseId } from '@libs/ids/typeid';
import { parseSecret } from '@libs/webhook-signature/webhook-keys';
import { askerOf, pointersOf, said } from '../auth/key-steps';
import type { Ask } from '../auth/key-steps';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { tablesHolding } from '../tenants/stored-text';
import { createEndpoint } from './endpoint-steps';
import { takenBy } from './signed-message';

const ENDPOINTS = '/v1/webhook-endpoints';

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

const taken = (id: string, keys: Record<string, string>): Promise<string[]> =>
  takenBy(api, { tenantId: customer.tenantId, endpointId: id }, keys);

function rotate(id: string, body: object = {}): ReturnType<Ask> {
  return ask(customer.key, `POST ${ENDPOINTS}/${id}/rotate-secret`, body);
}

function versionsOf({ secrets }: { secrets: { version: number }[] }): number[] {
  return secrets.map(({ version }) => version);
}

describe('rotating a secret', () => {
  it('answers with another one; during the overlap both check what is sent', async () => {
    const { id, secret, publicKey } = await createEndpoint(ask, customer.key);
    expect(await taken(id, { secret, publicKey })).toEqual(['secret', 'publicKey']);
    const asked = Date.now();
    const { status, body } = await rotate(id, { overlapSeconds: 3_600 });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^whsec_/);
    expect([body.secret === secret, body.publicKey === publicKey]).toEqual([false, false]);
    const [newest, former] = body.secrets;
    expect([newest.version, newest.publicKey, newest.expiresAt]).toEqual([2, body.publicKey, null]);
    expect([former.version, former.publicKey, former.rotateBy]).toEqual([1, publicKey, null]);
    const lastsMs = Date.parse(former.expiresAt) - asked;
    expect(lastsMs).toBeGreaterThanOrEqual(3_600_000);
    const keys = { secret, publicKey, second: body.secret, secondPublic: body.publicKey };
    expect(await taken(id, keys)).toEqual(Object.keys(keys));
    const shown = await ask(customer.key, `GET ${ENDPOINTS}/${id}`);
    expect(shown.body.secrets).toEqual(body.secrets);
    expect(JSON.stringify(shown.body)).not.toContain('whsec_');
  });

  it('overlaps for a day unless told otherwise', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    const { body } = await rotate(id);
    const [newest, former] = body.secrets;
    expect(Date.parse(former.expiresAt) - Date.parse(newest.createdAt)).toBe(86_400_000);
  });

  it('without an overlap ends all that were there at once', async () => {
    const { id, secret, publicKey } = await createEndpoint(ask, customer.key);
    const second = (await rotate(id, { overlapSeconds: 3_600 })).body.secret;
    const { body } = await rotate(id, { overlapSeconds: 0 });
    expect(versionsOf(body)).toEqual([3]);
    expect(await taken(id, { secret, publicKey, second, third: body.secret })).toEqual(['third']);
    // Nothing is left that they could be made of.
    const rows = await api.database.query('select version from webhook_secrets where endpoint_id = $1', [
      parseId('endpoint', id),
    ]);
    expect(rows).toEqual([{ version: 3 }]);
  });

  it('ends the former when its overlap is over, and lets none of them last longer than it would have', async () => {
    const { id, secret } = await createEndpoint(ask, customer.key);
    const second = (await rotate(id, { overlapSeconds: 4 })).body.secret;
    const { body } = await rotate(id, { overlapSeconds: 604_800 });
    const [, former, first] = body.secrets;
    expect(Date.parse(first.expiresAt)).toBeLessThan(Date.parse(former.expiresAt));
    expect(await taken(id, { secret, second, third: body.secret })).toEqual(['secret', 'second', 'third']);
    await sleep(4_100);
    expect(await taken(id, { secret, second, third: body.secret })).toEqual(['second', 'third']);
    const { body: shown } = await ask(customer.key, `GET ${ENDPOINTS}/${id}`);
    expect(versionsOf(shown)).toEqual([3, 2]);
  });

  it('is refused while five sign, however many ask at once, but for one without an overlap', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    const answers = await Promise.all(Array.from({ length: 8 }, () => rotate(id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(answers.filter(({ status }) => status !== 201).map(said)).toEqual(
      Array(4).fill([409, 'conflict']),
    );
    const { status, body } = await rotate(id, { overlapSeconds: 0 });
    expect([status, body.secrets]).toEqual([201, [expect.objectContaining({ version: 6 })]]);
  });

  it.each([-1, 604_801, 1.5, '60', null])('over %p seconds is refused', async (overlapSeconds) => {
    const { id } = await createEndpoint(ask, customer.key);
    const answer = await rotate(id, { overlapSeconds });
    expect([said(answer), pointersOf(answer)]).toEqual([[422, 'validation_failed'], ['/overlapSeconds']]);
  });

  it('is in the trail, without a secret', async () => {
    const { id } = await createEndpoint(ask, customer.key);
    await rotate(id, { overlapSeconds: 60 });
    const entries = await api.database.query(
      `select before, after from audit_entries where resource_id = $1 and action = 'endpoint.secret_rotated'`,
      [parseId('endpoint', id)],
    );
    expect(entries).toEqual([{ before: { version: 1 }, after: { version: 2, overlapSeconds: 60 } }]);
  });
});

describe('a secret', () => {
  it('is in no table, whoever kept what: neither as its text nor as its bytes, nor the seed of the other key', async () => {
    const idempotent = { 'Idempotency-Key': 'once' };
    const terms = { url: 'http://127.0.0.1:9/hook', eventTypes: ['*'] };
    const created = await ask(customer.key, `POST ${ENDPOINTS}`, terms, idempotent);
    const { id } = created.body as { id: string };
    const path = `POST ${ENDPOINTS}/${id}/rotate-secret`;
    const rotated = await ask(customer.key, path, { overlapSeconds: 60 }, { 'Idempotency-Key': 'again' });
    await ask(customer.key, `PATCH ${ENDPOINTS}/${id}`, { status: 'disabled' });
    for (const { body } of [created, rotated]) {
      const text = body.secret as string;
      expect(await tablesHolding(api.database, text)).toEqual([]);
      expect(await tablesHolding(api.database, parseSecret(text))).toEqual([]);
      // What looks for it would find it: its public key is there.
      const publicKey = Buffer.from((body.publicKey as string).slice('whpk_'.length), 'base64');
      expect(await tablesHolding(api.database, publicKey)).toContain('public.webhook_secrets');
    }
    const again = await ask(customer.key, `POST ${ENDPOINTS}`, terms, idempotent);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect({ ...again.body, secret: created.body.secret }).toEqual(created.body);
    expect(again.body).not.toHaveProperty('secret');
  });

  it('of a deleted endpoint can not be made again', async () => {
    const { id, publicKey } = await createEndpoint(ask, customer.key);
    const bytes = Buffer.from(publicKey.slice('whpk_'.length), 'base64');
    const [row] = await api.database.query<{ salt: Buffer }>(
      'select salt from webhook_secrets where endpoint_id = $1',
      [parseId('endpoint', id)],
    );
    expect(await tablesHolding(api.database, row?.salt ?? '')).toEqual(['public.webhook_secrets']);
    await ask(customer.key, `DELETE ${ENDPOINTS}/${id}`);
    expect(await tablesHolding(api.database, row?.salt ?? '')).toEqual([]);
    expect(await tablesHolding(api.database, bytes)).toEqual([]);
  });
});
