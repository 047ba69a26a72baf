import { allInOrder } from './all-in-order';
import { BY_KEYS, PipelinedPool } from './pipelined-pool';
import type { PipelinedTx, PipelinedWork } from './pipelined-pool';
import type { Statement, TenantStatements } from './statement';
import type { TenantId } from './tenant-id';

/** Each is a transaction that can be under way. Two, so that one is gathered while the other waits for the disk. */
export const JOINT_CONNECTIONS = 2;

const SILENCE_TIMEOUT_MS = 8_000;
/** Others wait for the same commit, so nothing is waited for as long as a request of its own would. */
const SESSION_SETTINGS = ['lock_timeout=2s', 'statement_timeout=5s', ...BY_KEYS];

export type JointWork<Gathered, Recorded> = PipelinedWork<JointTx, Gathered, Recorded>;

/**
 * One transaction for the work of several tenants at once, in two trips to the database: what is gathered, then what
 * is recorded with the commit. Each statement runs bound to its own tenant, so that row-level security stands for
 * every one of them as it does in a tenant's own transaction.
 */
export class JointDatabase {
  private readonly pool: PipelinedPool;

  /** Connects when it is first used. */
  constructor(url: string) {
    this.pool = new PipelinedPool({
      url,
      applicationName: 'trustflow-joint',
      maxConnections: JOINT_CONNECTIONS,
      settings: SESSION_SETTINGS,
      silenceTimeoutMs: SILENCE_TIMEOUT_MS,
    });
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  /** Rolls back when anything fails. What a lost connection leaves in doubt is thrown as that loss. */
  run<Gathered, Recorded>({ gather, record }: JointWork<Gathered, Recorded>): Promise<Recorded> {
    return this.pool.run({ gather: (tx) => gather(new JointTx(tx)), record });
  }
}

export class JointTx {
  private boundTo: TenantId | undefined;

  constructor(private readonly tx: PipelinedTx) {}

  /** The statements of one tenant. They may be sent in any order with those of others; each order costs a binding. */
  of(tenantId: TenantId): TenantStatements {
    return { tenantId, query: (statement) => this.query(tenantId, statement) };
  }

  private async query<Row>(tenantId: TenantId, statement: Statement): Promise<Row[]> {
    const binding = this.bind(tenantId);
    const [, rows] = await allInOrder([binding, this.tx.query<Row>(statement)]);
    return rows;
  }

  /** If it fails, the transaction is aborted and what is sent behind it fails too: nothing runs under another tenant. */
  private bind(tenantId: TenantId): Promise<unknown> | undefined {
    if (this.boundTo === tenantId) return undefined;
    this.boundTo = tenantId;
    return this.tx.query({
      name: 'bind-tenant',
      text: `select set_config('app.tenant_id', $1, true)`,
      values: [tenantId],
    });
  }
}
