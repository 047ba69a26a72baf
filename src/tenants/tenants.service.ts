import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { TrustedCache } from '@libs/database/trusted-cache';
import { Problem } from '@libs/http/problem';
import { KeyRing } from '@libs/secrets/key-ring';
import type { SecretPurpose } from '@libs/secrets/key-ring';
import type { Tenant } from './tenant.entity';
import { TenantsRepository } from './tenants.repository';
import type { NewTenant, TenantProfile } from './tenants.types';

const MAX_CACHED = 10_000;

@Injectable()
export class TenantsService {
  private readonly cache: TrustedCache<TenantProfile>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsRepository,
    private readonly keyRing: KeyRing,
    private readonly clock: Clock,
    listener: ChangeListener,
  ) {
    this.cache = new TrustedCache(listener, {
      tables: ['tenants'],
      maxEntries: MAX_CACHED,
      tenantIdOf: ({ id }) => id,
    });
  }

  /** Creates the tenant of the transaction. The caller writes the audit entry: it knows why. */
  async create(tx: TenantTx, tenant: NewTenant): Promise<TenantProfile> {
    const salt = randomBytes(32);
    const { secret, recipe } = this.keyRing.create(fingerprintPurpose(tx.tenantId), salt);
    const row: Tenant = {
      ...tenant,
      tenantId: tx.tenantId,
      fingerprintKid: recipe.kid,
      fingerprintSalt: recipe.salt,
      fingerprintDigest: recipe.digest,
      suspendedAt: null,
      createdAt: this.clock.now(),
    };
    await this.tenants.insert(tx, row);
    return toProfile(row, secret);
  }

  /** Throws a Problem of 404 where there is no such tenant. */
  async get(tenantId: TenantId): Promise<TenantProfile> {
    const tenant = await this.find(tenantId);
    if (tenant === undefined) throw new Problem('not_found', 'There is no such tenant.');
    return tenant;
  }

  /** Remembered; a change by any process is seen within a second. */
  find(tenantId: TenantId): Promise<TenantProfile | undefined> {
    return this.cache.get(tenantId, async () => {
      const row = await this.database.run(tenantId, (tx) => this.tenants.find(tx));
      return row === null ? undefined : toProfile(row, this.deriveFingerprintKey(row));
    });
  }

  private deriveFingerprintKey(row: Tenant): Buffer {
    return this.keyRing.derive(fingerprintPurpose(row.tenantId), {
      kid: row.fingerprintKid,
      salt: row.fingerprintSalt,
      digest: row.fingerprintDigest,
    });
  }
}

function fingerprintPurpose(tenantId: string): SecretPurpose {
  return { purpose: 'entity-fingerprint', tenantId, owner: tenantId, version: 1 };
}

function toProfile(row: Tenant, fingerprintKey: Buffer): TenantProfile {
  const { tenantId, mode, name, email, plan, suspendedAt, createdAt } = row;
  const isSuspended = suspendedAt !== null;
  return { id: toTenantId(tenantId), mode, name, email, plan, isSuspended, createdAt, fingerprintKey };
}
