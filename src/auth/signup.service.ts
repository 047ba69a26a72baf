import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import type { Origin } from '@libs/http/origin';
import type { Scope } from '@libs/http/scope';
import { newUuid } from '@libs/ids/typeid';
import { AuditService } from '../audit/audit.service';
import { TenantsService } from '../tenants/tenants.service';
import type { Mode, TenantProfile } from '../tenants/tenants.types';
import { createApiKeySecret, digestOf } from './api-key-secret';
import { ApiKeysRepository } from './api-keys.repository';

export interface Signup {
  readonly organization: string;
  readonly email: string;
}

/** The only moment at which `secret` is known. */
export interface IssuedKey {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly Scope[];
}

export interface SignedUp {
  readonly tenant: TenantProfile;
  readonly apiKey: IssuedKey;
}

const EVERY_SCOPE: readonly Scope[] = ['*'];

@Injectable()
export class SignupService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly keys: ApiKeysRepository,
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
    const apiKey = await this.issueKey(tx, mode);
    const { name, plan } = tenant;
    const draft = { actor: { type: 'system', id: null }, ...origin } as const;
    await this.audit.append(tx, [
      {
        ...draft,
        action: 'tenant.created',
        resource: { type: 'tenant', id: tenant.id },
        after: { name, plan, mode },
      },
      {
        ...draft,
        action: 'key.created',
        resource: { type: 'key', id: apiKey.id },
        after: { scopes: apiKey.scopes },
      },
    ]);
    return { tenant, apiKey };
  }

  private async issueKey(tx: TenantTx, mode: Mode): Promise<IssuedKey> {
    const createdAt = this.clock.now();
    const secret = createApiKeySecret(mode);
    const id = newUuid(createdAt.getTime());
    await this.keys.insert(tx, {
      tenantId: tx.tenantId,
      id,
      name: 'First key',
      secretDigest: digestOf(secret),
      scopes: [...EVERY_SCOPE],
      expiresAt: null,
      revokedAt: null,
      createdAt,
    });
    return { id, secret, scopes: EVERY_SCOPE };
  }
}
