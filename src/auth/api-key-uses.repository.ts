import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantTx } from '@libs/database/tenant-database';
import { In } from 'typeorm';
import { ApiKeyUse } from './api-key-use.entity';

@Injectable()
export class ApiKeyUsesRepository {
  /** Several processes tell of one key: the latest use stays. Of one that was erased meanwhile, none does. */
  async record(tx: TenantStatements, uses: readonly Omit<ApiKeyUse, 'tenantId'>[]): Promise<void> {
    await tx.query({
      name: 'record-key-uses',
      text: `insert into api_key_uses as u (tenant_id, key_id, last_used_at)
             select $1, x.key_id, x.last_used_at
               from unnest($2::uuid[], $3::timestamptz[]) x(key_id, last_used_at)
               join api_keys k on k.tenant_id = $1 and k.id = x.key_id
              order by x.key_id
             on conflict (tenant_id, key_id)
             do update set last_used_at = greatest(u.last_used_at, excluded.last_used_at)`,
      values: [
        tx.tenantId,
        columnParameter('uuid', uses, ({ keyId }) => keyId),
        columnParameter('timestamptz', uses, ({ lastUsedAt }) => lastUsedAt),
      ],
    });
  }

  /** By the ids of the keys; a key that was never used is missing. */
  async lastUses({ manager, tenantId }: TenantTx, keyIds: readonly string[]): Promise<Map<string, Date>> {
    const uses = await manager.findBy(ApiKeyUse, { tenantId, keyId: In([...keyIds]) });
    return new Map(uses.map(({ keyId, lastUsedAt }) => [keyId, lastUsedAt]));
  }
}
