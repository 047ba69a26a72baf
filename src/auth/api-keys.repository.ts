import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import { ApiKey } from './api-key.entity';

@Injectable()
export class ApiKeysRepository {
  /** Until the end of the transaction no other changes the keys of this tenant. */
  async lockAll({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['api_keys', tenantId]),
    ]);
  }

  async insert({ manager }: TenantTx, key: ApiKey): Promise<void> {
    await manager.insert(ApiKey, { ...key, scopes: [...key.scopes], allowedIps: [...key.allowedIps] });
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<ApiKey | null> {
    return manager.findOneBy(ApiKey, { tenantId, id });
  }

  /** Newest first, with one row more than the page: see `pageOf`. */
  list({ manager, tenantId }: TenantTx, { limit, after }: Slice): Promise<ApiKey[]> {
    const where = { tenantId, ...(after !== undefined && { id: LessThan(after) }) };
    return manager.find(ApiKey, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  /** Neither revoked nor expired at `now`. */
  usable({ manager, tenantId }: TenantTx, now: Date): Promise<ApiKey[]> {
    const where = { tenantId, revokedAt: IsNull() };
    return manager.find(ApiKey, {
      where: [
        { ...where, expiresAt: IsNull() },
        { ...where, expiresAt: MoreThan(now) },
      ],
    });
  }

  async end({ manager, tenantId }: TenantTx, { id, expiresAt, revokedAt }: ApiKey): Promise<void> {
    await manager.update(ApiKey, { tenantId, id }, { expiresAt, revokedAt });
  }
}
