import type { TenantId } from './tenant-id';

/** One SQL statement with its parameters. What it is called stands for its text: the server plans it once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The part of a transaction that sees one tenant's rows. A repository that takes no more than this serves a
 * transaction of the tenant's own as well as one that is shared with others.
 */
export interface TenantStatements {
  readonly tenantId: TenantId;
  query<Row>(statement: Statement): Promise<Row[]>;
}
