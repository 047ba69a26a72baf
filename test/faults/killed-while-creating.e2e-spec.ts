import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidOfTenant } from '../evaluation/books';
import { inParallel } from '../evaluation/in-parallel';
import { aPolicy } from '../evaluation/policy-steps';
import { aTransaction, customerWith, signUp } from '../support/customer';
import type { Answer, Customer } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { ApiProcess } from './api-process';

const CLIENTS = 16;
const KILLS = 3;
/** A tenant has at most so many policies. */
const MAX_POLICIES = 900;

jest.setTimeout(180_000);

interface Creating {
  readonly key: string;
  readonly path: string;
  readonly body: unknown;
  answer?: Answer | undefined;
}

let database: TestDatabase;
let processes: ApiProcess[];

beforeEach(async () => {
  database = await createTestDatabase();
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((api) => api.kill()));
  await database.drop();
});

async function start(): Promise<ApiProcess> {
  const api = await startApiProcess(database);
  processes.push(api);
  return api;
}

async function trySend(
  url: string,
  key: string,
  { path, body, key: own }: Creating,
): Promise<Answer | undefined> {
  try {
    return await customerWith(url, key).post(path, body, { 'Idempotency-Key': own });
  } catch {
    return undefined;
  }
}

/** How often each thing was made, as the trail has it. */
async function made(tenantId: string): Promise<Record<string, number>> {
  const rows = await database.query<{ action: string; count: number }>(
    `select action, count(*)::int as count from audit_entries
      where tenant_id = $1 and action = any('{list.entry_added,policy.created,outcome.recorded}') group by action`,
    [uuidOfTenant(tenantId)],
  );
  return Object.fromEntries(rows.map(({ action, count }) => [action, count]));
}

describe('API processes killed while they create', () => {
  let running: ApiProcess[];
  let customer: Customer;
  let evaluationId: string;
  const sent: Creating[] = [];
  const refused: number[] = [];
  let isOver = false;

  /** Entries of one list, versions of a policy, and outcomes that differ each from the one before. */
  function next(): Creating {
    const n = sent.length;
    const creating = [
      { path: '/v1/lists/trusted/entries', body: { value: `c-${n % 50}` } },
      { path: '/v1/policies', body: aPolicy({ name: `Policy ${n}` }) },
      { path: `/v1/evaluations/${evaluationId}/outcome`, body: { label: 'fraud', reason: `Case ${n}` } },
    ][n < MAX_POLICIES * 3 ? n % 3 : 0];
    if (creating === undefined) throw new Error('there are three kinds');
    const request = { key: `key-${n}`, ...creating };
    sent.push(request);
    return request;
  }

  async function client(n: number): Promise<void> {
    while (!isOver) await untilCreated(next(), n);
  }

  async function untilCreated(request: Creating, n: number): Promise<void> {
    while (!(await isCreated(request, n)) && !isOver) await sleep(20);
  }

  /** False where it is to be sent again: there was no answer, or one that says so. */
  async function isCreated(request: Creating, n: number): Promise<boolean> {
    const answer = await trySend(running[n % running.length]?.url ?? '', customer.key, request);
    request.answer = answer;
    if (answer === undefined || [409, 503].includes(answer.status)) return false;
    if (answer.status !== 201) refused.push(answer.status);
    return true;
  }

  async function untilAnswered(more: number): Promise<void> {
    const answered = (): number => sent.filter(({ answer }) => answer?.status === 201).length;
    const enough = answered() + more;
    while (answered() < enough && refused.length === 0) await sleep(2);
  }

  it('create everything once that is sent again with its key, and answer as the first time', async () => {
    const first = await start();
    customer = await signUp(first.url);
    await customer.post('/v1/lists', { name: 'trusted' });
    evaluationId = (await customer.post('/v1/evaluations', aTransaction())).body.id as string;
    const before = await made(customer.tenantId);
    running = [first, await start()];
    const clients = Array.from({ length: CLIENTS }, (_, n) => client(n));
    for (let kills = 0; kills < KILLS; kills += 1) {
      await untilAnswered(randomInt(20, 80));
      await sleep(randomInt(0, 20));
      const killed = running[kills % running.length];
      await killed?.kill();
      running = [...running.filter((api) => api !== killed), await start()];
    }
    await untilAnswered(50);
    isOver = true;
    await Promise.all(clients);
    expect(refused).toEqual([]);

    const answers = await inParallel(CLIENTS, sent, (request) =>
      trySend(running[0]?.url ?? '', customer.key, request),
    );
    expect(answers.map((answer) => answer?.status)).toEqual(sent.map(() => 201));
    const others = sent.flatMap(({ key, answer }, n) =>
      answer?.status === 201 && JSON.stringify(answers[n]?.body) !== JSON.stringify(answer.body) ? [key] : [],
    );
    expect(others).toEqual([]);
    const count = (part: string): number => sent.filter(({ path }) => path.endsWith(part)).length;
    await expect(made(customer.tenantId)).resolves.toEqual({
      'list.entry_added': count('/entries'),
      'policy.created': (before['policy.created'] ?? 0) + count('/policies'),
      'outcome.recorded': count('/outcome'),
    });
    expect(processes.filter((api) => api.output().includes('"level":"error"'))).toEqual([]);
  });
});
