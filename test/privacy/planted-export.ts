import { createHash } from 'node:crypto';
import { formatId, newUuid } from '@libs/ids/typeid';
import { centralDirectory } from '@libs/zip-archive/central-directory';
import { uuidOfTenant } from '../evaluation/books';
import type { Customer } from '../support/customer';
import type { TestDatabase } from '../support/test-database';

export interface PlantedExport {
  readonly database: Pick<TestDatabase, 'query'>;
  readonly customer: Pick<Customer, 'tenantId'>;
  /** In pieces as they are; an archive without a file where there are none. */
  readonly pieces?: readonly Buffer[];
  readonly completedAt?: Date;
}

/** A completed export as the worker leaves it, written without it; its id. */
export async function plantExport(of: PlantedExport): Promise<string> {
  const { database, customer, completedAt = new Date() } = of;
  const { pieces = [centralDirectory([], 0, completedAt)] } = of;
  const id = newUuid(completedAt.getTime());
  const tenantId = uuidOfTenant(customer.tenantId);
  const whole = Buffer.concat(pieces);
  await database.query(
    `insert into exports (tenant_id, id, status, progress, place, parts, steps, pieces, size_bytes, sha256,
                          tries, lease_until, created_at, started_at, completed_at, expires_at)
     values ($1, $2, 'completed', 1, '{"stage":"checking"}', '[]', 1, $3, $4, $5,
             0, $6, $6, $6, $6, $6::timestamptz + interval '7 days')`,
    [tenantId, id, pieces.length, whole.length, createHash('sha256').update(whole).digest(), completedAt],
  );
  let offset = 0;
  for (const [index, bytes] of pieces.entries()) {
    await database.query(
      `insert into export_pieces (tenant_id, export_id, number, offset_bytes, size_bytes, bytes)
       values ($1, $2, $3, $4, $5, $6)`,
      [tenantId, id, index + 1, offset, bytes.length, bytes],
    );
    offset += bytes.length;
  }
  return formatId('export', id);
}
