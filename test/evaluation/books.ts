import { parseId } from '@libs/ids/typeid';
import type { TestDatabase } from '../support/test-database';

/** How often each thing that a decision leaves behind is there; all of them are equal if nothing was lost or doubled. */
export interface Books {
  readonly evaluations: number;
  readonly transactionKeys: number;
  readonly auditEntries: number;
  readonly events: number;
  readonly usage: number;
  /** Evaluations with exactly one audit entry, one event and one transaction key that name them. */
  readonly complete: number;
}

/** As the superuser, of one tenant. */
export async function readBooks(database: TestDatabase, tenantId: string): Promise<Books> {
  const [books] = await database.query<Books & Record<string, unknown>>(
    `select (select count(*)::int from evaluations where tenant_id = $1) as "evaluations",
            (select count(*)::int from transaction_keys where tenant_id = $1) as "transactionKeys",
            (select count(*)::int from audit_entries where tenant_id = $1 and action = 'evaluation.decided') as "auditEntries",
            (select count(*)::int from events where tenant_id = $1 and type like 'evaluation.%') as "events",
            (select coalesce(sum(count), 0)::int from usage_hours where tenant_id = $1 and kind = 'evaluation') as "usage",
            (select count(*)::int from evaluations e where tenant_id = $1
                and (select count(*) from transaction_keys k where k.tenant_id = $1 and k.evaluation_id = e.id) = 1
                and (select count(*) from audit_entries a where a.tenant_id = $1 and a.resource_id = e.id and a.id = e.audit_entry_id) = 1
                and (select count(*) from audit_entries a where a.tenant_id = $1 and a.resource_id = e.id) = 1
                and (select count(*) from events v where v.tenant_id = $1 and v.resource_id = e.id) = 1) as "complete"`,
    [uuidOfTenant(tenantId)],
  );
  if (books === undefined) throw new Error('a query of counts has a row');
  return books;
}

/** How many transactions each profile has counted in its life: `customer:c-1` → 3. */
export async function countedByEntity(
  database: TestDatabase,
  tenantId: string,
): Promise<Record<string, number>> {
  const rows = await database.query<{ entity: string; counted: number }>(
    `select kind || ':' || entity_id as entity,
            (select coalesce(sum(n::int), 0)::int from json_array_elements_text(state -> 'byHour') n) as counted
       from profiles where tenant_id = $1`,
    [uuidOfTenant(tenantId)],
  );
  return Object.fromEntries(rows.map(({ entity, counted }) => [entity, counted]));
}

export function uuidOfTenant(tenantId: string): string {
  const uuid = parseId('tenant', tenantId);
  if (uuid === undefined) throw new Error(`not a tenant's id: ${tenantId}`);
  return uuid;
}
