import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { In } from 'typeorm';
import { AuditEntry } from './audit-entry.entity';

@Injectable()
export class AuditEntriesRepository {
  async insert({ manager }: TenantTx, entries: readonly AuditEntry[]): Promise<void> {
    await manager.insert(AuditEntry, [...entries]);
  }

  findByIds({ manager, tenantId }: TenantTx, ids: readonly string[]): Promise<AuditEntry[]> {
    return manager.find(AuditEntry, { where: { tenantId, id: In([...ids]) } });
  }
}
