import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import type { Origin } from '@libs/http/origin';
import { newUuid } from '@libs/ids/typeid';
import { AuditService } from '../audit/audit.service';
import { TenantsService } from '../tenants/tenants.service';
import type { Mode, TenantProfile } from '../tenants/tenants.types';
import type { IssuedKey, KeyTerms } from './api-key.types';
import { KeyIssuer } from './key-issuer';

export interface Signup {
  readonly organization: string;
  readonly email: string;
}

export interface SignedUp {
  readonly tenant: TenantProfile;
  readonly apiKey: IssuedKey;
}

const FIRST_KEY: KeyTerms = {
  ...{ name: 'First key', scopes: ['*'], expiresAt: null, allowedIps: [], agentId: null },
};

@Injectable()
export class SignupService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly issuer: KeyIssuer,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Creates the live tenant and its sandbox, each with a key of its own: both or neither. */
  async signUp(signup: Signup, origin: Origin): Promise<{ live: SignedUp; sandbox: SignedUp }> {
    const nowMs = this.clock.now().getTime();
    const liveId = toTenantId(newUuid(nowMs));
    const sandboxId = toTenantId(newUuid(nowMs));
    const [live, sandbox] = await this.database.runEach([liveId, sandboxId], (tx) =>
      tx.tenantId === liveId
        ? this.create(tx, { signup, mode: 'live', siblingId: sandboxId }, origin)
        : this.create(tx, { signup, mode: 'test', siblingId: liveId }, origin),
    );
    if (live === undefined || sandbox === undefined) throw new Error('one tenant was not made');
    return { live, sandbox };
  }

  private async create(
    tx: TenantTx,
    { signup, mode, siblingId }: { signup: Signup; mode: Mode; siblingId: TenantId },
    origin: Origin,
  ): Promise<SignedUp> {
    const tenant = await this.tenants.create(tx, {
      name: signup.organization,
      email: signup.email,
      // The sandbox is never billed and has no quota.
      plan: mode === 'live' ? this.settings.defaultPlan : 'unlimited',
      mode,
      siblingId,
    });
    const { name, plan } = tenant;
    const issuer = { actor: { type: 'system', id: null }, ...origin } as const;
    await this.audit.append(tx, [
      {
        ...issuer,
        action: 'tenant.created',
        resource: { type: 'tenant', id: tenant.id },
        after: { name, plan, mode },
      },
    ]);
    return { tenant, apiKey: await this.issuer.issue(tx, mode, FIRST_KEY, issuer) };
  }
}
