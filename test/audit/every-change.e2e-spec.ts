import { AUDIT_ACTIONS } from '../../src/audit/audit-actions';
import type { ActionKind } from '../../src/audit/audit-actions';
import { firstKeyId, askerOf, createKey } from '../auth/key-steps';
import { startPayingApi } from '../billing/paying-api';
import { evaluate } from '../evaluation/evaluated';
import { published } from '../site/published';
import { aTransaction, call, signUp } from '../support/customer';
import type { Answer } from '../support/customer';
import { CHANGES, CHANGES_NOTHING } from './changing-requests';
import type { Change, ChangingRequest, Scene } from './changing-requests';
import { entriesOfTrace } from './entries';
import type { ShownEntry } from './entries';

jest.setTimeout(60_000);

/** By the forms that secrets of ours have. */
const SECRET = /\b(?:tf_(?:live|test)|whsec|whsk|tfas)_[0-9A-Za-z+/=_-]{8,}/;
const PREFIX = /^(?:tf_(?:live|test)|whsec|whsk|tfas)_/;
const READS = ['get', 'head'];

let scene: Scene;
let keyId: string;
/** May read the trail and change nothing. */
let weakKey: string;
const secrets = new Set<string>();

beforeAll(async () => {
  const paying = await startPayingApi();
  const customer = await signUp(paying.api.url);
  scene = { ...paying, customer };
  const ask = askerOf(paying.api.url);
  keyId = await firstKeyId(ask, customer.key);
  weakKey = (await createKey(ask, customer.key, { scopes: ['audit:read'] })).secret;
  // The tenant's first policy is in the trail from then on.
  await evaluate(customer, aTransaction());
  for (const secret of [customer.key, customer.sandboxKey, weakKey]) secrets.add(secret);
});
afterAll(() => scene.stop());

async function send({ method, path, body }: ChangingRequest, key = scene.customer.key): Promise<Answer> {
  const answer = await call(scene.api.url, path, {
    method,
    body,
    headers: { Authorization: `Bearer ${key}` },
  });
  for (const secret of secretsIn(answer.body)) secrets.add(secret);
  return answer;
}

function secretsIn(shown: unknown): string[] {
  if (typeof shown !== 'object' || shown === null) return [];
  return Object.entries(shown).flatMap(([name, value]) =>
    name === 'secret' && typeof value === 'string' ? [value] : secretsIn(value),
  );
}

function left(answer: Answer): Promise<ShownEntry[]> {
  return entriesOfTrace(scene.api.database, answer.headers.get('Trace-Id') ?? '');
}

/** What an entry says is what the list of actions says of its kind. */
function expectAsListed({ action, before, after, hasContent, resourceType }: ShownEntry): void {
  const kind: ActionKind = AUDIT_ACTIONS[action];
  const unlisted = (fields: object | null, listed: readonly string[] = []): string[] =>
    Object.keys(fields ?? {}).filter((name) => !listed.includes(name));
  expect([action, unlisted(before, kind.before), unlisted(after, kind.after)]).toEqual([action, [], []]);
  expect([action, resourceType, hasContent]).toEqual([action, kind.resource, kind.content !== undefined]);
}

describe('the trail', () => {
  it('knows each call of the document that is no GET: what it leaves, or why it leaves nothing', () => {
    const mutating = Object.values(published(scene.api).paths).flatMap((item) =>
      Object.entries(item).flatMap(([verb, { operationId }]) => (READS.includes(verb) ? [] : [operationId])),
    );
    expect([...Object.keys(CHANGES), ...Object.keys(CHANGES_NOTHING)].sort()).toEqual(mutating.sort());
  });
});

describe.each(Object.entries(CHANGES))('%s', (operationId, change) => {
  it('leaves nothing where it is refused, and says who did what to what where it is not', async () => {
    const request = await change.request(scene);
    if (operationId !== 'signUp') await expectNothingOfRefused(request);
    const answer = await send(request);
    expect([answer.status < 300, answer.body]).toEqual([true, answer.body]);
    const entries = await left(answer);
    expectSaidBy(entries, change, operationId === 'signUp' ? 'system' : keyId);
    const known = JSON.stringify([request, answer.body, scene.customer.tenantId]);
    expect(entries.filter(({ resource }) => !known.includes(resource))).toEqual([]);
    entries.forEach(expectAsListed);
    await expectNothingOfFailed(request);
  });
});

function expectSaidBy(entries: readonly ShownEntry[], { leaves }: Change, actor: string): void {
  expect(entries.map(({ action }) => action).sort()).toEqual([...leaves].sort());
  expect(new Set(entries.map((entry) => `${entry.actor} from ${entry.network}`))).toEqual(
    new Set([`${actor} from 127.0.0.1`]),
  );
}

/** Without the scope, and with a body that is none. */
async function expectNothingOfRefused(request: ChangingRequest): Promise<void> {
  const refused = await send(request, weakKey);
  expect(refused.body).toMatchObject({ code: 'scope_missing' });
  expect(await left(refused)).toEqual([]);
  if (request.body === undefined) return;
  const invalid = await send({ ...request, body: { items: 1, overlapSeconds: 'x', never: true } });
  expect([400, 422]).toContain(invalid.status);
  expect(await left(invalid)).toEqual([]);
}

/** Once more: most of it is there already, or gone. */
async function expectNothingOfFailed(request: ChangingRequest): Promise<void> {
  const again = await send(request);
  if (again.status >= 400) expect(await left(again)).toEqual([]);
}

describe('no secret', () => {
  it('is in any entry', async () => {
    expect(secrets.size).toBeGreaterThanOrEqual(10);
    const rows = await scene.api.database.query<{ entry: string }>(
      `select audit_entries::text as entry from audit_entries`,
    );
    const text = rows.map(({ entry }) => entry).join('\n');
    expect(SECRET.exec(text)?.[0]).toBeUndefined();
    // Without prefix and checksum, which are no secrets, they would still open everything.
    const bare = [...secrets].map((secret) => secret.replace(PREFIX, '').slice(0, 24));
    expect(new Set(bare.map(({ length }) => length))).toEqual(new Set([24]));
    expect(bare.filter((part) => text.includes(part))).toEqual([]);
  });
});
