import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkpoint } from '@libs/merkle-log/checkpoint';
import { CompactRange } from '@libs/merkle-log/compact-range';
import { onceAllSealed, publishedKeys, verifiedCheckpoint } from '../audit/audit-steps';
import { plantEntries } from '../audit/planted-entries';
import { uuidOfTenant } from '../evaluation/books';
import { evaluate } from '../evaluation/evaluated';
import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';
import { startApiProcess } from './api-process';
import type { OwnProcess } from './own-process';
import { startWorkerProcess } from './worker-process';

jest.setTimeout(180_000);

const ENTRIES = 60_000;
const KILLS = 4;

describe('a sealer that is killed', () => {
  let database: TestDatabase;
  let api: OwnProcess & { readonly url: string };
  let workers: OwnProcess[];
  let customer: Customer;
  let seen: Map<number, Checkpoint>;

  beforeEach(async () => {
    database = await createTestDatabase();
    workers = [];
    seen = new Map();
    api = await startApiProcess(database);
    customer = await signUp(api.url);
  });
  afterEach(async () => {
    await Promise.all([api, ...workers].map((each) => each.kill()));
    await database.drop();
  });

  async function startWorker(): Promise<OwnProcess> {
    const worker = await startWorkerProcess(database);
    workers.push(worker);
    return worker;
  }

  /** Every head that anybody was shown. */
  async function look(keys: readonly Buffer[]): Promise<number> {
    const { status, body } = await customer.get('/v1/audit/checkpoint');
    if (status !== 200) return 0;
    const checkpoint = verifiedCheckpoint(String(body), keys);
    const before = seen.get(checkpoint.size);
    // Two roots of one size would be a fork.
    if (before !== undefined) expect(checkpoint.root).toEqual(before.root);
    seen.set(checkpoint.size, checkpoint);
    return checkpoint.size;
  }

  async function lookUntil(keys: readonly Buffer[], isOver: (size: number) => boolean): Promise<number> {
    let size = await look(keys);
    while (!isOver(size)) {
      await sleep(5);
      size = await look(keys);
    }
    return size;
  }

  /** Leaf by leaf: each has one place, none is left out, and every head that was shown is one of this tree. */
  async function expectOneTree(): Promise<void> {
    const leaves = await database.query<{ index: string; leaf_hash: Buffer }>(
      `select l.index, e.leaf_hash from audit_leaves l join audit_entries e using (tenant_id)
        where l.entry_id = e.id and tenant_id = $1 order by l.index`,
      [uuidOfTenant(customer.tenantId)],
    );
    const [entries] = await database.query<{ count: number }>(
      'select count(*)::integer as count from audit_entries where tenant_id = $1',
      [uuidOfTenant(customer.tenantId)],
    );
    expect(leaves.length).toBe(entries?.count);
    const tree = CompactRange.from(0, []);
    for (const [place, { index, leaf_hash: leafHash }] of leaves.entries()) {
      if (Number(index) !== place) throw new Error(`the leaf at ${place} says that it is ${index}`);
      tree.append(leafHash);
      const shown = seen.get(tree.size);
      if (shown !== undefined) expect(shown.root).toEqual(tree.root());
    }
    expect(Math.max(...seen.keys())).toBe(tree.size);
  }

  it('leaves one tree behind, which never forks, whenever it dies', async () => {
    const keys = await publishedKeys(api.url);
    await plantEntries(database, uuidOfTenant(customer.tenantId), ENTRIES);
    let reached = 0;
    for (let kills = 0; kills < KILLS; kills += 1) {
      const worker = await startWorker();
      const from = reached;
      reached = await lookUntil(keys, (size) => size > from);
      await sleep(Math.random() * 40);
      await worker.kill();
      await evaluate(customer, aTransaction());
    }
    expect(reached).toBeLessThan(ENTRIES);
    await startWorker();
    await lookUntil(keys, (size) => size > ENTRIES);
    await onceAllSealed(database);
    await look(keys);
    expect(seen.size).toBeGreaterThan(KILLS);
    await expectOneTree();
  });

  it('gives each leaf one place where two seal at once', async () => {
    const keys = await publishedKeys(api.url);
    await plantEntries(database, uuidOfTenant(customer.tenantId), ENTRIES / 2);
    await Promise.all([startWorker(), startWorker()]);
    await lookUntil(keys, (size) => size > ENTRIES / 2);
    await onceAllSealed(database);
    await look(keys);
    await expectOneTree();
  });
});
