import { uuidOfTenant } from '../evaluation/books';
import type { TestDatabase } from '../support/test-database';

/** A tree of one leaf, as the sealer leaves it behind but for its signature: the entry is that leaf. */
export async function plantTree(
  database: Pick<TestDatabase, 'query'>,
  { tenantId, entryUuid, checkpoint }: { tenantId: string; entryUuid: string; checkpoint: string },
): Promise<void> {
  const parameters = [uuidOfTenant(tenantId), entryUuid];
  await database.query('delete from audit_leaves where tenant_id = $1 and entry_id <> $2', parameters);
  await database.query(
    `insert into audit_leaves (tenant_id, entry_id, index) values ($1, $2, 0) on conflict do nothing`,
    parameters,
  );
  await database.query(
    `insert into audit_tiles (tenant_id, level, index, hashes)
     select tenant_id, 0, 0, leaf_hash from audit_entries where tenant_id = $1 and id = $2
         on conflict (tenant_id, level, index) do update set hashes = excluded.hashes`,
    parameters,
  );
  await database.query(
    `insert into audit_trees (tenant_id, origin, size, checkpoint, sealed_at) values ($1, $2, 1, $2, now())
         on conflict do nothing`,
    [uuidOfTenant(tenantId), checkpoint],
  );
}

/** The uuid of the customer's last entry. */
export async function newestEntry(
  database: Pick<TestDatabase, 'query'>,
  { tenantId }: { readonly tenantId: string },
): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    'select id from audit_entries where tenant_id = $1 order by id desc limit 1',
    [uuidOfTenant(tenantId)],
  );
  if (row === undefined) throw new Error('every tenant has an entry: that it was made');
  return row.id;
}
