import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import { allInOrder } from './all-in-order';
import type { Statement } from './statement';

const CONNECT_TIMEOUT_MS = 5_000;

/** Statements that go by keys: a plan that was made while a table was empty must not read it whole when it is large. */
export const BY_KEYS = ['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off'];

export interface PipelinedPoolOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly maxConnections: number;
  /** Of every session: `name=value`. */
  readonly settings: readonly string[];
  /** Longer than the server lets any statement take: only a connection that is dead is silent for so long. */
  readonly silenceTimeoutMs: number;
}

/** Who gathers waits for rows; who records has been told all it needs and waits for nothing but the commit. */
export interface PipelinedWork<Tx, Gathered, Recorded> {
  readonly gather: (tx: Tx) => Promise<Gathered>;
  /**
   * Sends its statements at once, before it returns: the commit goes out right behind them. What else can fail belongs
   * into `gather`, whose failure rolls back.
   */
  readonly record: (gathered: Gathered) => Promise<Recorded>;
}

/** Connections whose statements go out without waiting for the answers to those before: fewer trips for a transaction. */
export class PipelinedPool {
  private readonly pool: Pool;

  /** Connects when it is first used. */
  constructor({ url, applicationName, maxConnections, settings, silenceTimeoutMs }: PipelinedPoolOptions) {
    this.pool = new Pool({
      connectionString: url,
      application_name: applicationName,
      max: maxConnections,
      pipeline: true,
      options: settings.map((setting) => `-c ${setting}`).join(' '),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: silenceTimeoutMs,
      keepAlive: true,
    });
    // An idle connection that breaks is replaced; one that is used tells its user.
    this.pool.on('error', ignore);
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  /** Rolls back when anything fails. What a lost connection leaves in doubt is thrown as that loss. */
  async run<Gathered, Recorded>({
    gather,
    record,
  }: PipelinedWork<PipelinedTx, Gathered, Recorded>): Promise<Recorded> {
    const client = await this.pool.connect();
    // A connection that breaks fails its statements: that is told where they are waited for.
    client.on('error', ignore);
    const tx = new PipelinedTx(client);
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

export class PipelinedTx {
  private isOver = false;
  private isCorked = false;

  constructor(private readonly client: PoolClient) {}

  async query<Row>(statement: Statement): Promise<Row[]> {
    if (this.isOver) throw new Error(`${statement.name} comes after the end of its transaction`);
    const { rows } = await this.send({ ...statement, values: [...statement.values] });
    return rows as Row[];
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
