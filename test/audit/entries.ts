import { formatId } from '@libs/ids/typeid';
import type { IdPrefix } from '@libs/ids/typeid';
import { uuidOfTenant } from '../evaluation/books';
import type { TestDatabase } from '../support/test-database';
import type { AuditAction } from '../../src/audit/audit.types';

type Fields = Readonly<Record<string, unknown>> | null;

/** An entry of the trail, with ids as customers see them. */
export interface ShownEntry {
  readonly action: AuditAction;
  readonly tenantId: string;
  readonly actor: string;
  readonly resource: string;
  readonly resourceType: IdPrefix;
  readonly traceId: string;
  readonly network: string | null;
  readonly before: Fields;
  readonly after: Fields;
  readonly hasContent: boolean;
}

interface Row {
  readonly action: AuditAction;
  readonly tenant_id: string;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly resource_type: IdPrefix;
  readonly resource_id: string;
  readonly trace_id: string;
  readonly network: string | null;
  readonly before: Fields;
  readonly after: Fields;
  readonly has_content: boolean;
}

const SELECT = `select action, tenant_id, actor_type, actor_id, resource_type, resource_id, trace_id,
                       host(network) as network, before, after, content_digest is not null as has_content
                  from audit_entries`;

/** Of one request, of whichever tenant. Where and when a key was used is told in its own time, so it is not among them. */
export async function entriesOfTrace(database: TestDatabase, traceId: string): Promise<ShownEntry[]> {
  const sql = `${SELECT} where trace_id = $1 and action <> all('{key.used,access.refused}') order by id`;
  return (await database.query<Row>(sql, [traceId])).map(shown);
}

/** In their order. */
export async function entriesOf(
  database: TestDatabase,
  tenantId: string,
  action: AuditAction,
): Promise<ShownEntry[]> {
  const sql = `${SELECT} where tenant_id = $1 and action = $2 order by id`;
  return (await database.query<Row>(sql, [uuidOfTenant(tenantId), action])).map(shown);
}

function shown(row: Row): ShownEntry {
  return {
    ...{ action: row.action, traceId: row.trace_id, network: row.network },
    tenantId: formatId('tenant', row.tenant_id),
    actor: row.actor_id === null ? row.actor_type : formatId('key', row.actor_id),
    resource: formatId(row.resource_type, row.resource_id),
    ...{ resourceType: row.resource_type, before: row.before, after: row.after, hasContent: row.has_content },
  };
}
