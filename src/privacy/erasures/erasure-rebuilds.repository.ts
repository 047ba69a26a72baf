import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantTx } from '@libs/database/tenant-database';
import type { EntityKey } from '@libs/risk-engine/entity';

@Injectable()
export class ErasureRebuildsRepository {
  /** What is there already stays. */
  async add(tx: TenantTx, erasureId: string, keys: readonly EntityKey[]): Promise<void> {
    await tx.query({
      name: 'add-erasure-rebuilds',
      text: `insert into erasure_rebuilds (tenant_id, erasure_id, kind, entity_id)
             select $1, $2, x.* from unnest($3::text[], $4::text[]) x on conflict do nothing`,
      values: [
        tx.tenantId,
        erasureId,
        columnParameter('text', keys, ({ kind }) => kind),
        columnParameter('text', keys, ({ id }) => id),
      ],
    });
  }

  some(tx: TenantTx, erasureId: string, limit: number): Promise<EntityKey[]> {
    return tx.query({
      name: 'some-erasure-rebuilds',
      text: `select kind, entity_id as id from erasure_rebuilds
              where tenant_id = $1 and erasure_id = $2 order by kind, entity_id limit $3`,
      values: [tx.tenantId, erasureId, limit],
    });
  }

  async remove(tx: TenantTx, erasureId: string, { kind, id }: EntityKey): Promise<void> {
    await tx.query({
      name: 'remove-erasure-rebuild',
      text: `delete from erasure_rebuilds
              where tenant_id = $1 and erasure_id = $2 and kind = $3 and entity_id = $4`,
      values: [tx.tenantId, erasureId, kind, id],
    });
  }
}
