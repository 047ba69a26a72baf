import { newestEntry, plantTree } from '../audit/planted-tree';
import { call } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { uuidOfTenant } from '../evaluation/books';
import { callsOf, namesThings } from './operations';
import type { Call, Document } from './operations';
import { HOOK_URL } from '../webhooks/endpoint-steps';
import { BODIES, PREPARED, THINGS } from './things';
import type { Maker } from './things';
import { asNobody, MARK, nobodys, VICTIM_TRANSACTION } from './words';

/** Who asks for whose things, and where. */
export interface Scene extends Maker {
  readonly url: string;
  readonly document: Document;
  readonly stranger: Customer;
  /** How a thing may be refused besides with 404: as what is nobody's, in any case. */
  readonly alsoRefusedWith?: number;
}

/** A list of the stranger's own: beneath it, too, there is nothing of the victim's. */
export const STRANGERS_LIST = 'own';

export interface MatrixReport {
  readonly cells: number;
  /** `GET /v1/evaluations/{id}: …`. */
  readonly leaks: readonly string[];
}

/** Of a filter by what is the victim's. */
const FILTERS: Readonly<Record<string, () => string>> = {
  decision: () => 'review',
  open: () => 'true',
  agentId: () => VICTIM_TRANSACTION.agent.id,
  from: () => new Date(Date.now() - 3_600_000).toISOString(),
  to: () => new Date(Date.now() + 3_600_000).toISOString(),
  type: () => 'policy.*',
  action: () => 'evaluation.decided',
  actor: () => 'system',
  status: () => 'active',
  limit: () => '100',
  interval: () => 'day',
};
/** Those that are taken from a thing: its trace, its id, and the page behind it. */
const FILTERS_BY_THING = ['traceId', 'resource', 'cursor'];
/** What a call can't do without. */
const ALWAYS_ASKED: Readonly<Record<string, string>> = { getConsistencyProof: 'from=1' };
/** Of one call, in which a name means something else. */
const FILTERS_OF_CALL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  getConsistencyProof: { from: '1', to: '1' },
};
/** Of a thing that the path names: it is not there, whatever the filter. */
const FILTERS_OF_A_THING = ['differing', 'status', 'limit', 'cursor'];

const NAMED_IN_SEARCH = {
  transactionId: `${MARK}-order-0`,
  customerId: VICTIM_TRANSACTION.customer.id,
  counterpartyId: VICTIM_TRANSACTION.counterparty.id,
  instrumentId: VICTIM_TRANSACTION.instrument.id,
  deviceId: VICTIM_TRANSACTION.device.id,
  ip: VICTIM_TRANSACTION.device.ip,
};

/** What a body can say of the victim's, where the path names nothing. Every such call is here; those that write come last. */
const SAID: Readonly<Record<string, readonly object[]>> = {
  searchEvaluations: Object.entries(NAMED_IN_SEARCH).map(([name, value]) => ({ [name]: value })),
  lookUpEntity: [
    { kind: 'customer', id: VICTIM_TRANSACTION.customer.id },
    { kind: 'counterparty', id: VICTIM_TRANSACTION.counterparty.id },
    { kind: 'instrument', id: VICTIM_TRANSACTION.instrument.id },
    { kind: 'device', id: VICTIM_TRANSACTION.device.id },
    { kind: 'ip', id: VICTIM_TRANSACTION.device.ip },
  ],
  reportOutcomes: [{ items: [{ transactionId: `${MARK}-order-0`, label: 'fraud' }] }],
  validatePolicy: [policyOf(`customer.id in lists.${MARK}_list_0`)],
  createPolicy: [policyOf(`customer.id == "${VICTIM_TRANSACTION.customer.id}"`)],
  createList: [{ name: `${MARK}_list_0` }],
  createWebhookEndpoint: [{ url: `${HOOK_URL}/${MARK}`, eventTypes: ['*'], description: MARK }],
  registerAgent: [{ name: MARK, method: 'hmac' }],
  createApiKey: [{ name: MARK, scopes: ['lists:read'] }],
  requestErasure: [{ subject: { kind: 'customer', id: VICTIM_TRANSACTION.customer.id } }],
  startCheckout: [{ plan: 'growth' }],
  changePlan: [{ plan: 'free' }],
  updateTenant: [{ name: MARK }],
  evaluateTransaction: [VICTIM_TRANSACTION],
  evaluateBatch: [{ items: [VICTIM_TRANSACTION] }],
};

function policyOf(when: string): object {
  const rule = { code: 'own', when, points: 1, reason: 'So it is.', onError: 'skip' };
  return { name: MARK, thresholds: { review: 30, block: 70 }, builtins: {}, rules: [rule] };
}

/**
 * Every call of the document with the stranger's key and what is the victim's: answered as for what does not exist,
 * and nothing of the victim's changed. A call, a filter or a body that is not known here is a leak too.
 */
export async function runMatrix(
  scene: Scene,
  isAsked: (call: Call) => boolean = () => true,
): Promise<MatrixReport> {
  const victims = await makeVictimsWorld(scene);
  const calls = callsOf(scene.document).filter(isAsked);
  const found: (readonly [cell: string, faults: readonly string[]])[] = [];
  for (const each of calls.filter(namesThings)) found.push(...(await askForThings(scene, each)));
  const others = calls.filter((each) => !namesThings(each));
  for (const each of others) found.push(...(await askForPages(scene, each, victims)));
  const saying = Object.keys(SAID);
  const place = ({ operationId }: Call): number => saying.indexOf(operationId);
  for (const each of others.sort((a, b) => place(a) - place(b)))
    found.push(...(await askInWords(scene, each)));
  return {
    cells: found.length,
    leaks: found.flatMap(([cell, faults]) => faults.map((fault) => `${cell}: ${fault}`)),
  };
}

type Cell = readonly [cell: string, faults: readonly string[]];

interface VictimsWorld {
  readonly ids: readonly string[];
  readonly traceId: string;
  readonly evaluationId: string;
}

/** One thing of each kind, with names that the cells know; made once, whatever was made before. */
async function makeVictimsWorld(scene: Scene): Promise<VictimsWorld> {
  const { victim } = scene;
  const transaction = { ...VICTIM_TRANSACTION, transactionId: `${MARK}-order-0` };
  const { body } = await victim.post('/v1/evaluations', transaction);
  await victim.post('/v1/lists', { name: `${MARK}_list_0` });
  const ids = [victim.tenantId, String(body.id)];
  for (const [kind, make] of Object.entries(THINGS))
    ids.push(await make(scene, kind === 'entries' ? `/v1/lists/${MARK}_list_0/entries` : `/v1/${kind}`));
  for (const [customer, checkpoint] of [[victim, MARK] as const, [scene.stranger, 'own'] as const]) {
    const entryUuid = await newestEntry(scene.database, customer);
    await plantTree(scene.database, { tenantId: customer.tenantId, entryUuid, checkpoint });
  }
  return { ids, traceId: String(body.traceId), evaluationId: String(body.id) };
}

async function askForThings(scene: Scene, asked: Call): Promise<Cell[]> {
  const thing = await makeThings(scene, asked);
  if (thing === undefined) return [[asked.name, ['there is no thing of the victim’s to ask for']]];
  const body = BODIES[asked.operationId]?.() ?? asked.exampleBody;
  await PREPARED[asked.operationId]?.(scene, thing.path);
  const cells = [await askForThing(scene, asked, [thing.path, thing.nobodys], body)];
  if (thing.beneathOwn !== undefined) {
    const [cell, faults] = await askForThing(scene, asked, thing.beneathOwn, body);
    cells.push([`${cell} beneath its own`, faults]);
  }
  return [...cells, await askAsVictim(scene, asked, thing.path, body)];
}

async function askForThing(
  scene: Scene,
  asked: Call,
  [victims, nobody]: readonly [victims: string, nobodys: string],
  body: unknown,
): Promise<Cell> {
  const before = await victimsRows(scene);
  const answer = await ask(scene, asked, victims, { body });
  const unknown = await ask(scene, asked, nobody, { body });
  const faults = differences(answer, unknown);
  if (![404, scene.alsoRefusedWith].includes(answer.status)) faults.push(`answered ${answer.status}`);
  if ((await victimsRows(scene)) !== before) faults.push('rows of the victim’s have changed');
  return [asked.name, faults];
}

/** The thing is there, and what is asked of it can be done. */
async function askAsVictim(scene: Scene, asked: Call, path: string, body: unknown): Promise<Cell> {
  const faults = asked.queryNames.filter((name) => !FILTERS_OF_A_THING.includes(name)).map(noFilter);
  const { status } = await ask({ ...scene, stranger: scene.victim }, asked, path, { body });
  if (status >= 300) faults.push(`the victim’s own call was answered ${status}`);
  return [`${asked.name} by the victim`, faults];
}

interface ThingsPath {
  readonly path: string;
  readonly nobodys: string;
  /** What is the victim's, and what is nobody's, beneath what is the stranger's own. */
  readonly beneathOwn: readonly [victims: string, nobodys: string] | undefined;
}

/** Undefined where a parameter names a kind of thing that nobody here knows to make. */
async function makeThings(scene: Scene, { path }: Call): Promise<ThingsPath | undefined> {
  const filled: string[] = [];
  const unknown: string[] = [];
  for (const part of path.split('/')) {
    const make = THINGS[filled.at(-1) ?? ''];
    if (part.startsWith('{') && make === undefined) return undefined;
    const named = part.startsWith('{') && make !== undefined ? await make(scene, filled.join('/')) : part;
    filled.push(named);
    unknown.push(named === part ? part : nobodys(named));
  }
  const [victims, nobody] = [filled.join('/'), unknown.join('/')];
  return { path: victims, nobodys: nobody, beneathOwn: beneathOwn(path, victims, nobody) };
}

/** Only of what lies beneath a list: nothing else has a path of two things. */
function beneathOwn(path: string, victims: string, nobody: string): ThingsPath['beneathOwn'] {
  if (path.split('{').length < 3) return undefined;
  const beneath = (filled: string): string => filled.replace(/(?<=^\/v1\/lists\/)[^/]+/, STRANGERS_LIST);
  return [beneath(victims), beneath(nobody)];
}

/** What is read of a collection, as it is and by each of its filters. */
async function askForPages(scene: Scene, asked: Call, world: VictimsWorld): Promise<Cell[]> {
  if (asked.method !== 'GET') return [];
  const always = ALWAYS_ASKED[asked.operationId];
  const cells = [await askForPage(scene, asked, always === undefined ? '' : `?${always}`, world)];
  for (const filter of asked.queryNames) {
    const value = await filterValue(scene, asked, filter, world);
    const cell = `${asked.name} by ${filter}`;
    if (value === undefined) cells.push([cell, [noFilter(filter)]]);
    else cells.push([cell, (await askForPage(scene, asked, queryOf(always, filter, value), world))[1]]);
  }
  return cells;
}

function queryOf(always: string | undefined, filter: string, value: string): string {
  const asked = `${filter}=${encodeURIComponent(value)}`;
  return always === undefined || always.startsWith(`${filter}=`) ? `?${asked}` : `?${always}&${asked}`;
}

/** What is not found is 404, or an error of ours, where the code's wall is pierced: it shows nothing either. */
async function askForPage(scene: Scene, asked: Call, query: string, { ids }: VictimsWorld): Promise<Cell> {
  const { status, body, headers } = await ask(scene, asked, asked.path + query, {});
  const text = JSON.stringify([body, [...headers]]);
  const faults = [MARK, ...ids].filter((word) => text.includes(word)).map((word) => `shows ${word}`);
  if (![200, 404, 500].includes(status)) faults.push(`answered ${status}`);
  return [asked.name, faults];
}

/** Undefined for a filter that is not known here. */
async function filterValue(
  scene: Scene,
  { path, operationId }: Call,
  filter: string,
  { traceId, evaluationId }: VictimsWorld,
): Promise<string | undefined> {
  const ofCall = FILTERS_OF_CALL[operationId]?.[filter];
  if (ofCall !== undefined) return ofCall;
  if (!FILTERS_BY_THING.includes(filter)) return FILTERS[filter]?.();
  if (filter === 'traceId') return traceId;
  if (filter === 'resource') return evaluationId;
  const page = await scene.victim.get(`${path}?limit=1`);
  return String(page.body.nextCursor ?? '');
}

/** What a body says of the victim's is answered as if it were nobody's. */
async function askInWords(scene: Scene, asked: Call): Promise<Cell[]> {
  if (asked.exampleBody === undefined) return [];
  const bodies = SAID[asked.operationId];
  if (bodies === undefined) return [[asked.name, ['nobody knows what its body can say of the victim’s']]];
  const cells: Cell[] = [];
  for (const [index, body] of bodies.entries()) {
    const before = await victimsRows(scene);
    const answer = await ask(scene, asked, asked.path, { body });
    const unknown = await ask(scene, asked, asked.path, { body: asNobody(body) });
    const rows = (await victimsRows(scene)) === before ? [] : ['rows of the victim’s have changed'];
    cells.push([`${asked.name} in words (${index + 1})`, [...differences(answer, unknown), ...rows]]);
  }
  return cells;
}

function ask(
  { url, stranger }: Scene,
  { method }: Call,
  path: string,
  { body }: { body?: unknown },
): Promise<Answer> {
  return call(url, path, { method, body, headers: { Authorization: `Bearer ${stranger.key}` } });
}

/** What may differ between two answers to the same question. */
const NEW_EACH_TIME = new Set(
  [
    'traceId',
    'instance',
    'id',
    'secret',
    'statusUrl',
    'requestedAt',
    'executeAfter',
    'publicKey',
    'updatedAt',
    'rotateBy',
    'createdAt',
    'thumbprint',
    'occurredAt',
    'durationMs',
    'receipt',
    'policy',
  ].concat(['version']),
);
const HEADERS_NEW_EACH_TIME = ['date', 'trace-id', 'ratelimit'];

function differences(answer: Answer, unknown: Answer): string[] {
  const [seen, expected] = [plain(answer), plain(unknown)];
  return seen === expected ? [] : [`is answered otherwise than nobody’s: ${seen} and not ${expected}`];
}

function plain({ status, headers, body }: Answer): string {
  // Numbers of what is new each time have more digits or fewer.
  const isProblem = status >= 400;
  const left = [...headers].filter(
    ([name]) =>
      !HEADERS_NEW_EACH_TIME.includes(name) && (isProblem || !['content-length', 'location'].includes(name)),
  );
  const said = JSON.stringify(body, (name, value: unknown) => (NEW_EACH_TIME.has(name) ? undefined : value));
  return asNobody(JSON.stringify([status, left, said]));
}

function noFilter(name: string): string {
  return `nobody knows how to filter by ${name}`;
}

/** A digest of every row of the victim's. When a key was last used is told in its own time. */
async function victimsRows({ database, victim }: Scene): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> 'api_key_uses' order by 1`,
  );
  const digests = tables.map(
    ({ name }) =>
      `select md5(coalesce(string_agg(t::text, '' order by t::text), '')) as digest from ${name} t where tenant_id = $1`,
  );
  const rows = await database.query<{ digest: string }>(digests.join(' union all '), [
    uuidOfTenant(victim.tenantId),
  ]);
  return rows.map(({ digest }) => digest).join();
}
