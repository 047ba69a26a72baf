import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import type { Plan } from '@libs/config/setting-values';
import { TrustedCache } from '@libs/database/trusted-cache';
import type { Caller } from '@libs/http/caller';
import { newTraceId } from '@libs/http/trace';
import { IpRanges } from '@libs/ip-address/ip-ranges';
import { Problem } from '@libs/http/problem';
import { KeyRing } from '@libs/secrets/key-ring';
import type { SecretRecipe } from '@libs/secrets/key-ring';
import { AuditService } from '../audit/audit.service';
import { fingerprintPurpose } from './fingerprint-purpose';
import type { Tenant } from './tenant.entity';
import { TenantsRepository } from './tenants.repository';
import type { FingerprintRecipe } from './tenants.repository';
import type { NewTenant, TenantChange, TenantProfile } from './tenants.types';

const MAX_CACHED = 10_000;

@Injectable()
export class TenantsService {
  private readonly cache: TrustedCache<TenantProfile>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsRepository,
    private readonly keyRing: KeyRing,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly listener: ChangeListener,
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
      agentVerification: 'optional',
      allowedIps: [],
      fingerprintKid: recipe.kid,
      fingerprintSalt: recipe.salt,
      fingerprintDigest: recipe.digest,
      fingerprintMask: null,
      suspendedAt: null,
      createdAt: this.clock.now(),
    };
    await this.tenants.insert(tx, row);
    return toProfile(row, secret);
  }

  /**
   * Binds a tenant's fingerprint key, which never changes, to the newest master key, so that an older one may go.
   * False where it is.
   */
  renewFingerprintKey(tenantId: TenantId): Promise<boolean> {
    return this.database.run(tenantId, async (tx) => {
      const row = await this.tenants.findLocked(tx);
      if (row === null || row.fingerprintKid === this.keyRing.kids[0]) return false;
      const purpose = fingerprintPurpose(tenantId);
      const { kid, salt, digest, mask } = this.keyRing.renew(purpose, recipeOf(row), randomBytes(32));
      await this.tenants.bind(tx, {
        ...{ fingerprintKid: kid, fingerprintSalt: salt, fingerprintDigest: digest },
        fingerprintMask: mask ?? null,
      });
      await this.audit.append(tx, [
        {
          ...{ action: 'tenant.fingerprint_key_renewed', resource: { type: 'tenant', id: tenantId } },
          ...{ actor: { type: 'system', id: null }, traceId: newTraceId(), network: null },
          ...{ before: { masterKey: row.fingerprintKid }, after: { masterKey: kid } },
        },
      ]);
      return true;
    });
  }

  /** Throws a Problem of 404 where there is no such tenant. */
  async get(tenantId: TenantId): Promise<TenantProfile> {
    const tenant = await this.find(tenantId);
    if (tenant === undefined) throw noSuchTenant();
    return tenant;
  }

  /** Not remembered: what the one who changed it just now would look at. Throws a Problem of 404. */
  show(tenantId: TenantId): Promise<TenantProfile> {
    return this.database.run(tenantId, async (tx) => {
      const row = await this.tenants.find(tx);
      if (row === null) throw noSuchTenant();
      return this.toProfile(row);
    });
  }

  /** Throws a Problem of 409 where the caller's address would not be allowed any more. */
  async update(caller: Caller, change: TenantChange): Promise<TenantProfile> {
    const { tenantId } = caller;
    const { allowedIps } = change;
    if (allowedIps !== undefined && !new IpRanges(allowedIps).admits(caller.origin.network)) throw shutsOut();
    const row = await this.database.run(tenantId, (tx) => this.change(tx, caller, change));
    this.listener.committed({ table: 'tenants', tenantId });
    return this.toProfile(row);
  }

  /** The caller writes the audit entry, and says `planChanged` after the commit. Returns the plan before. */
  async changePlan(tx: TenantTx, plan: Plan): Promise<Plan> {
    const row = await this.tenants.findLocked(tx);
    if (row === null) throw noSuchTenant();
    if (row.plan !== plan) await this.tenants.setPlan(tx, plan);
    return row.plan;
  }

  /** Other processes hear of it by themselves. */
  planChanged(tenantId: TenantId): void {
    this.listener.committed({ table: 'tenants', tenantId });
  }

  /** Remembered; a change by any process is seen within a second. */
  find(tenantId: TenantId): Promise<TenantProfile | undefined> {
    return this.cache.get(tenantId, async () => {
      const row = await this.database.run(tenantId, (tx) => this.tenants.find(tx));
      return row === null ? undefined : this.toProfile(row);
    });
  }

  private async change(tx: TenantTx, { keyId, origin }: Caller, change: TenantChange): Promise<Tenant> {
    const row = await this.tenants.findLocked(tx);
    if (row === null) throw noSuchTenant();
    const changed = { ...row, ...change } as Tenant;
    const [before, after] = differences(settingsOf(row), settingsOf(changed));
    if (Object.keys(after).length === 0) return row;
    await this.tenants.update(tx, after);
    await this.audit.append(tx, [
      {
        ...{ ...origin, actor: { type: 'key', id: keyId }, action: 'tenant.updated' },
        ...{ resource: { type: 'tenant', id: tx.tenantId }, before, after },
      },
    ]);
    return changed;
  }

  private toProfile(row: Tenant): TenantProfile {
    return toProfile(row, this.deriveFingerprintKey(row));
  }

  private deriveFingerprintKey(row: Tenant): Buffer {
    return this.keyRing.derive(fingerprintPurpose(row.tenantId), recipeOf(row));
  }
}

function recipeOf(row: FingerprintRecipe): SecretRecipe {
  return {
    ...{ kid: row.fingerprintKid, salt: row.fingerprintSalt },
    ...{ digest: row.fingerprintDigest, mask: row.fingerprintMask },
  };
}

function toProfile(row: Tenant, fingerprintKey: Buffer): TenantProfile {
  const { tenantId, mode, name, email, plan, agentVerification, createdAt } = row;
  return {
    ...{ id: toTenantId(tenantId), mode, name, email, plan, agentVerification, createdAt, fingerprintKey },
    isSuspended: row.suspendedAt !== null,
    allowedIps: new IpRanges(row.allowedIps),
  };
}

type TenantSettings = Required<TenantChange>;

function settingsOf({ name, email, agentVerification, allowedIps }: Tenant): TenantSettings {
  return { name, email, agentVerification, allowedIps };
}

/** Of the fields that differ: what was there, and what is there now. */
function differences(before: TenantSettings, after: TenantSettings): [TenantChange, TenantChange] {
  const names = (Object.keys(before) as (keyof TenantSettings)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const only = (settings: TenantSettings): TenantChange =>
    Object.fromEntries(names.map((name) => [name, settings[name]]));
  return [only(before), only(after)];
}

function noSuchTenant(): Problem {
  return new Problem('not_found', 'There is no such tenant.');
}

function shutsOut(): Problem {
  return new Problem('conflict', 'allowedIps would shut out the address that this call comes from.');
}
