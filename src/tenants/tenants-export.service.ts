import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { ExportPage, ExportSource } from '@libs/personal-data/export-source';
import { toTenantId } from '@libs/database/tenant-id';
import { IpRanges } from '@libs/ip-address/ip-ranges';
import { toTenantResponse } from './dto/tenant.response';
import type { Tenant } from './tenant.entity';
import { TenantsRepository } from './tenants.repository';

/** What the tenant itself is, in the export of it. */
@Injectable()
export class TenantsExportService {
  readonly sources: readonly ExportSource[] = [
    {
      name: 'tenant',
      about: 'Who you are to us and your settings, as GET /v1/tenant answers.',
      tables: ['tenants'],
      pageRows: 1,
      page: async (tx: TenantTx): Promise<ExportPage> => {
        const tenant = await this.tenants.find(tx);
        return { rows: tenant === null ? [] : [shown(tenant)], next: null };
      },
    },
  ];

  constructor(private readonly tenants: TenantsRepository) {}
}

function shown(row: Tenant): object {
  const { tenantId, mode, name, email, plan, agentVerification, createdAt, suspendedAt } = row;
  const profile = { id: toTenantId(tenantId), mode, name, email, plan, agentVerification, createdAt };
  return {
    ...toTenantResponse({ ...profile, allowedIps: new IpRanges(row.allowedIps) }),
    suspendedAt: suspendedAt?.toISOString() ?? null,
  };
}
