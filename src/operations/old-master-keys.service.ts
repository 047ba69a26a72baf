import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { KeyHistory } from '@libs/secrets/key-history';
import { TenantsService } from '../tenants/tenants.service';
import { tenantsOfMasterKey } from '../tenants/tenants.types';
import { needsOf } from './master-key-needs';

const PAGE = 500;

export interface OldMasterKeysReport {
  readonly fingerprintKeysRenewed: number;
  /** By the id of each old key that is loaded, what still needs it; null: nothing does, it may go. */
  readonly oldMasterKeys: Readonly<Record<string, string | null>>;
}

/** Makes old master keys needless as far as it is ours to do, and says what is left. */
@Injectable()
export class OldMasterKeysService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly keyHistory: KeyHistory,
  ) {}

  async run(): Promise<OldMasterKeysReport> {
    let fingerprintKeysRenewed = 0;
    const oldMasterKeys: Record<string, string | null> = {};
    for (const kid of this.keyHistory.superseded) {
      fingerprintKeysRenewed += await this.renewAll(kid);
      const needs = await needsOf((lookup) => this.database.lookUp(lookup), kid);
      oldMasterKeys[kid] = needs ?? null;
    }
    return { fingerprintKeysRenewed, oldMasterKeys };
  }

  private async renewAll(kid: string): Promise<number> {
    let total = 0;
    for (;;) {
      const page = await this.database.lookUp<{ id: string }>(tenantsOfMasterKey(kid, PAGE));
      for (const { id } of page) if (await this.tenants.renewFingerprintKey(toTenantId(id))) total += 1;
      if (page.length < PAGE) return total;
    }
  }
}
