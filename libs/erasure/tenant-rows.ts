import type { TenantStatements } from '@libs/database/statement';
import { SLICE_ROWS } from './erased-slice';

/**
 * Deletes a slice of a table's rows of the tenant whose erasure is running; the database refuses it otherwise. Returns
 * how many were deleted: none where none is left.
 */
export async function eraseTenantRows(
  tx: TenantStatements,
  erasureId: string,
  table: string,
): Promise<number> {
  const [row] = await tx.query<{ erased: number }>({
    name: 'erase-tenant-rows',
    text: 'select erase_tenant_rows($1, $2, $3) as erased',
    values: [erasureId, table, SLICE_ROWS],
  });
  return row?.erased ?? 0;
}
