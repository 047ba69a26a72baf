import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { allInOrder } from './all-in-order';
import type { Statement, TenantStatements } from './statement';
import type { TenantId } from './tenant-id';

/** Each is a transaction that can be under way. Two, so that one is gathered while the other waits for the disk. */
export const JOINT_CONNECTIONS = 2;

const CONNECT_TIMEOUT_MS = 5_000;
/** Longer than the server lets any statement take: only a connection that is dead is silent for so long. */
const SILENCE_TIMEOUT_MS = 8_000;
/**
 * Others wait for the same commit, so nothing is waited for as long as a request of its own would. Every
 * statement goes by keys: a plan that was made while a table was empty must not read it whole when it is large.
 */
const SESSION_SETTINGS = [
  'lock_timeout=2s',
  'statement_timeout=5s',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
];

/** Who gathers waits for rows; who records has been told all it needs and waits for nothing but the commit. */
export interface JointWork<Gathered, Recorded> {
  readonly gather: (tx: JointTx) => Promise<Gathered>;
  /**
   * Sends its statements at once, before it returns: the commit goes out right behind them. What else can fail belongs
   * into `gather`, whose failure rolls back.
   */
  readonly record: (gathered: Gathered) => Promise<Recorded>;
}

/**
 * One transaction for the work of several tenants at once, in two trips to the database: what is gathered, then what
 * is recorded with the commit. Each statement runs bound to its own tenant, so that row-level security stands for
 * every one of them as it does in a tenant's own transaction.
 */
export class JointDatabase {
  private readonly pool: Pool;

  /** Connects when it is first used. */
  constructor(url: string) {
    this.pool = new Pool({
      connectionString: url,
      application_name: 'trustflow-joint',
      max: JOINT_CONNECTIONS,
      pipeline: true,
      options: SESSION_SETTINGS.map((setting) => `-c ${setting}`).join(' '),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: SILENCE_TIMEOUT_MS,
      keepAlive: true,
    });
    // An idle connection that breaks is replaced; one that is used tells its user.
    this.pool.on('error', ignore);
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  /** Rolls back when anything fails. What a lost connection leaves in doubt is thrown as that loss. */
  async run<Gathered, Recorded>({ gather, record }: JointWork<Gathered, Recorded>): Promise<Recorded> {
    const client = await this.pool.connect();
    // A connection that breaks fails its statements: that is told where they are waited for.
    client.on('error', ignore);
    const tx = new JointTx(client);
    let broken: Error | undefined;
    try {
      const [, gathered] = await allInOrder([tx.begin(), gather(tx)]);
      const recorded = record(gathered);
      const [result] = await allInOrder([recorded, tx.commit()]);
      return result;
    } catch (error) {
      broken = await tx.rollBack();
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }
}

function ignore(): void {
  // Nothing is to be done.
}

export class JointTx {
  private boundTo: TenantId | undefined;
  private isOver = false;
  private isCorked = false;

  constructor(private readonly client: PoolClient) {}

  /** The statements of one tenant. They may be sent in any order with those of others; each order costs a binding. */
  of(tenantId: TenantId): TenantStatements {
    return { tenantId, query: (statement) => this.query(tenantId, statement) };
  }

  begin(): Promise<void> {
    return this.send({ text: 'begin' }).then(() => undefined);
  }

  /** In a transaction that a failed statement has aborted, PostgreSQL answers COMMIT with a rollback and no error. */
  async commit(): Promise<void> {
    const committing = this.send({ text: 'commit' });
    this.isOver = true;
    const { command } = await committing;
    if (command !== 'COMMIT') throw new Error('a transaction was rolled back at its commit');
  }

  /** Returns why the connection can't be used again, if it can't. */
  async rollBack(): Promise<Error | undefined> {
    this.isOver = true;
    try {
      await this.send({ text: 'rollback' });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private async query<Row>(tenantId: TenantId, statement: Statement): Promise<Row[]> {
    if (this.isOver) throw new Error(`${statement.name} comes after the end of its transaction`);
    const binding = this.bind(tenantId);
    const answer = this.send({ ...statement, values: [...statement.values] });
    const [, { rows }] = await allInOrder([binding, answer]);
    return rows as Row[];
  }

  /** If it fails, the transaction is aborted and what is sent behind it fails too: nothing runs under another tenant. */
  private bind(tenantId: TenantId): Promise<unknown> | undefined {
    if (this.boundTo === tenantId) return undefined;
    this.boundTo = tenantId;
    return this.send({
      name: 'bind-tenant',
      text: `select set_config('app.tenant_id', $1, true)`,
      values: [tenantId],
    });
  }

  /** What is sent in one turn of the event loop goes out as one write. */
  private send(query: { name?: string; text: string; values?: unknown[] }): Promise<{
    readonly command: string;
    readonly rows: readonly unknown[];
  }> {
    const { stream } = (this.client as unknown as { connection: { stream: Corkable } }).connection;
    if (!this.isCorked) {
      this.isCorked = true;
      stream.cork();
      process.nextTick(() => {
        this.isCorked = false;
        stream.uncork();
      });
    }
    return this.client.query(query);
  }
}

interface Corkable {
  cork(): void;
  uncork(): void;
}
