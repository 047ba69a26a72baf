import { setTimeout as sleep } from 'node:timers/promises';
import { countedByEntity, readBooks } from '../evaluation/books';
import { inParallel } from '../evaluation/in-parallel';
import { customerWith } from '../support/customer';
import type { Answer } from '../support/customer';
import type { TestDatabase } from '../support/test-database';

const CONNECTIONS = 16;
/** Nothing is sent behind them: a test that waits for more fails. */
const MAX_TRANSACTIONS = 100_000;
const PAUSE_MS = 20;
/** Between a client's transactions: at any moment a few are under way, and few enough come to send all of them again. */
const THINK_MS = 20;

export interface Target {
  readonly key: string;
  /** Where one may be sent just now. */
  readonly urls: () => readonly string[];
}

interface Sent {
  readonly id: string;
  readonly body: object;
}

/** A customer's program: sends as fast as it is answered, and again, a little later, what was not answered with 201. */
export class Load {
  readonly sent: Sent[] = [];
  /** By the transaction's id. */
  readonly made = new Map<string, Answer>();
  private readonly clients: readonly Promise<void>[];
  private isOver = false;
  /** What came beside 201; 0 where no whole answer came. */
  readonly otherStatuses = new Set<number>();

  constructor(private readonly target: Target) {
    this.clients = Array.from({ length: CONNECTIONS }, (_, n) => this.client(n));
  }

  /** Resolves once so many more were answered with 201. */
  async untilAnswered(more: number): Promise<void> {
    const enough = this.made.size + more;
    while (this.made.size < enough) {
      if (this.isOver || this.made.size >= MAX_TRANSACTIONS)
        throw new Error(`the load ended after ${this.made.size} answers`);
      await sleep(1);
    }
  }

  async untilRefused(): Promise<void> {
    while (this.otherStatuses.size === 0) await sleep(1);
  }

  /** What is under way comes to its end. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.clients);
  }

  /** Sends everything again; answers in the order of `sent`. */
  sendAgain(): Promise<(Answer | undefined)[]> {
    return inParallel(CONNECTIONS, this.sent, ({ body }, n) => tryPost(this.url(n), this.target.key, body));
  }

  private async client(n: number): Promise<void> {
    while (!this.isOver && this.sent.length < MAX_TRANSACTIONS) {
      const transaction = transactionNumber(this.sent.length);
      this.sent.push(transaction);
      await this.untilMade(transaction, n);
      await sleep(THINK_MS);
    }
  }

  private async untilMade(transaction: Sent, n: number): Promise<void> {
    while (!(await this.isMade(transaction, n)) && !this.isOver) await sleep(PAUSE_MS);
  }

  private async isMade({ id, body }: Sent, n: number): Promise<boolean> {
    const answer = await tryPost(this.url(n), this.target.key, body);
    if (answer?.status === 201) this.made.set(id, answer);
    else this.otherStatuses.add(answer?.status ?? 0);
    return answer?.status === 201;
  }

  private url(n: number): string {
    const urls = this.target.urls();
    return urls[n % urls.length] ?? '';
  }
}

/**
 * Nothing that was answered is lost, nothing is there by half; and once all was sent again, everything is there
 * once, and each was answered as before.
 */
export async function expectNothingLostOrDoubled(
  load: Load,
  database: TestDatabase,
  tenantId: string,
): Promise<void> {
  const { sent, made } = load;
  await expectBooksToBalance(database, tenantId, { atLeast: made.size, atMost: sent.length });
  const again = await load.sendAgain();
  expect(again.map((answer) => answer?.status)).toEqual(sent.map(() => 201));
  for (const [index, { id }] of sent.entries()) {
    const before = made.get(id);
    if (before === undefined) continue;
    expect(again[index]?.body).toEqual(before.body);
    expect(again[index]?.headers.get('Idempotent-Replayed')).toBe('true');
  }
  await expectBooksToBalance(database, tenantId, { atLeast: sent.length, atMost: sent.length });
}

/** Every one on the same device, address and counterparty, and on one of a few customers. */
export function transactionNumber(n: number): Sent {
  const id = `t-${n}`;
  return {
    id,
    body: {
      ...{ transactionId: id, amount: 1_000 + n, currency: 'EUR', customer: { id: `c-${n % 5}` } },
      counterparty: { id: 'm-1' },
      device: { id: 'd-1', ip: '203.0.113.9' },
    },
  };
}

/** Undefined where no whole answer came. */
export async function tryPost(url: string, key: string, body: object): Promise<Answer | undefined> {
  try {
    return await customerWith(url, key).post('/v1/evaluations', body);
  } catch {
    return undefined;
  }
}

/** Everything that a decision leaves behind is there equally often. */
async function expectBooksToBalance(
  database: TestDatabase,
  tenantId: string,
  { atLeast, atMost }: { readonly atLeast: number; readonly atMost: number },
): Promise<void> {
  const books = await readBooks(database, tenantId);
  expect(books.evaluations).toBeGreaterThanOrEqual(atLeast);
  expect(books.evaluations).toBeLessThanOrEqual(atMost);
  expect(new Set(Object.values(books))).toEqual(new Set([books.evaluations]));
  const counted = await countedByEntity(database, tenantId);
  expect(counted).toMatchObject({
    'device:d-1': books.evaluations,
    'ip:203.0.113.9': books.evaluations,
    'counterparty:m-1': books.evaluations,
  });
  const ofCustomers = Object.entries(counted).filter(([entity]) => entity.startsWith('customer:'));
  expect(ofCustomers.reduce((sum, [, count]) => sum + count, 0)).toBe(books.evaluations);
}
