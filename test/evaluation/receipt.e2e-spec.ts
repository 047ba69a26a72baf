import { setTimeout as sleep } from 'node:timers/promises';
import { createHash, createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import { formatId } from '@libs/ids/typeid';
import type { IdPrefix } from '@libs/ids/typeid';
import { aTransaction, call, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { uuidOfTenant } from './books';
import { evaluate } from './evaluated';
import type { ShownEvaluation } from './evaluated';

interface EntryRow extends Record<string, unknown> {
  readonly id: string;
  readonly tenant_id: string;
  readonly action: string;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly resource_type: IdPrefix;
  readonly resource_id: string;
  readonly trace_id: string;
  readonly network: string | null;
  readonly before: object | null;
  readonly after: object | null;
  readonly content_digest: Buffer | null;
  readonly salt: Buffer;
  readonly leaf_hash: Buffer;
  readonly created_at: Date;
}

const sha256 = (...parts: readonly (Buffer | string)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64');
};
const canonical = (value: object): string => canonicalize(value) ?? '';

/** The leaf as the format trustflow-leaf-v1 has it, computed from nothing but the stored entry. */
function leafOf(row: EntryRow): string {
  const entry = {
    format: 'trustflow-leaf-v1',
    id: formatId('audit', row.id),
    tenantId: formatId('tenant', row.tenant_id),
    action: row.action,
    actor: { type: row.actor_type, id: row.actor_id === null ? null : formatId('key', row.actor_id) },
    resource: formatId(row.resource_type, row.resource_id),
    traceId: row.trace_id,
    network: row.network,
    before: row.before,
    after: row.after,
    contentDigest: row.content_digest?.toString('base64') ?? null,
    createdAt: row.created_at.toISOString(),
  };
  return sha256(Buffer.of(0), row.salt, canonical(entry));
}

/** What a decision says for ever: the answer without what may change later. */
function contentDigestOf(answer: ShownEvaluation): string {
  const changeable = ['receipt', 'review', 'outcome', 'durationMs'];
  const content = Object.fromEntries(Object.entries(answer).filter(([name]) => !changeable.includes(name)));
  const salt = Buffer.from(answer.receipt.salt, 'base64');
  return createHmac('sha256', salt).update(canonical(content)).digest('base64');
}

describe('a receipt', () => {
  let api: TestApi;
  let customer: Customer;

  beforeAll(async () => {
    api = await startTestApi({ trustProxy: 1 });
    customer = await signUp(api.url);
  });
  afterAll(() => api.stop());

  function entriesOf(tenantId: string): Promise<EntryRow[]> {
    return api.database.query<EntryRow>('select * from audit_entries where tenant_id = $1 order by id', [
      uuidOfTenant(tenantId),
    ]);
  }

  it('lets the customer compute the leaf from the entry, and the entry’s digest from the answer', async () => {
    const answer = await evaluate(customer, aTransaction({ attributes: { näme: 'ü', n: 1e-7 } }));
    const [entry] = (await entriesOf(customer.tenantId)).filter(
      ({ action }) => action === 'evaluation.decided',
    );
    if (entry === undefined) throw new Error('a decision has an entry');
    expect(answer.receipt).toEqual({
      format: 'trustflow-leaf-v1',
      salt: entry.salt.toString('base64'),
      leafHash: entry.leaf_hash.toString('base64'),
    });
    expect(Buffer.from(answer.receipt.salt, 'base64')).toHaveLength(32);
    expect(leafOf(entry)).toBe(answer.receipt.leafHash);
    expect(contentDigestOf(answer)).toBe(entry.content_digest?.toString('base64'));
    expect(contentDigestOf({ ...answer, score: answer.score + 1 })).not.toBe(contentDigestOf(answer));
    expect(entry).toMatchObject({
      after: { decision: answer.decision, score: answer.score, policy: answer.policy },
      trace_id: answer.traceId,
    });
  });

  it('is another one for every decision, also for the same facts', async () => {
    const twice = aTransaction();
    const first = await evaluate(customer, twice);
    const again = await customer.post('/v1/evaluations', twice, { 'Idempotency-Key': 'again' });
    const second = again.body as ShownEvaluation;
    expect(second.receipt.salt).not.toBe(first.receipt.salt);
    expect(second.receipt.leafHash).not.toBe(first.receipt.leafHash);
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['198.51.100.1, 2001:DB8:0::0:9', '2001:db8::9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['fe80::1%eth0', 'fe80::1'],
    ['unknown', null],
    ['203.0.113.9:51234', null],
  ])('can be computed though the proxy names the peer %s', async (forwardedFor, network) => {
    const headers = { 'X-Forwarded-For': forwardedFor };
    const { status, body } = await customer.post('/v1/evaluations', aTransaction(), headers);
    expect(status).toBe(201);
    // The key's first use from a network has an entry with the same trace id.
    const entry = (await entriesOf(customer.tenantId)).find(
      (row) => row.trace_id === body.traceId && row.action === 'evaluation.decided',
    );
    expect(entry?.network).toBe(network);
    expect(entry && leafOf(entry)).toBe(body.receipt.leafHash);
  });

  it('of everything else that is in the trail can be computed as well: sign-up, key and policy', async () => {
    const headers = { 'X-Forwarded-For': '2001:DB8::7' };
    const body = { organization: 'Другая лавка', email: 'b@shop.example' };
    const { body: signedUp } = await call(api.url, '/v1/signup', { method: 'POST', body, headers });
    const live = { Authorization: `Bearer ${signedUp.apiKey.secret}` };
    await call(api.url, '/v1/evaluations', { method: 'POST', body: aTransaction(), headers: live });
    let entries = await entriesOf(signedUp.tenant.id as string);
    // Where the key was used from is told in its own time.
    while (!entries.some(({ action }) => action === 'key.used')) {
      await sleep(20);
      entries = await entriesOf(signedUp.tenant.id as string);
    }
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'evaluation.decided',
      'key.created',
      'key.used',
      'policy.created',
      'tenant.created',
    ]);
    expect(entries.map(leafOf)).toEqual(entries.map(({ leaf_hash }) => leaf_hash.toString('base64')));
  });
});
