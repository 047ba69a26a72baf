import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { ApiKey } from './api-key.entity';

@Injectable()
export class ApiKeysRepository {
  async insert({ manager }: TenantTx, key: ApiKey): Promise<void> {
    await manager.insert(ApiKey, { ...key, scopes: [...key.scopes] });
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<ApiKey | null> {
    return manager.findOneBy(ApiKey, { tenantId, id });
  }
}
