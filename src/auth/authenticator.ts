import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { TrustedCache } from '@libs/database/trusted-cache';
import type { Caller } from '@libs/http/caller';
import { Problem } from '@libs/http/problem';
import { TenantsService } from '../tenants/tenants.service';
import type { ApiKey } from './api-key.entity';
import { digestOf, isApiKeySecret } from './api-key-secret';
import { ApiKeysRepository } from './api-keys.repository';

const MAX_CACHED = 10_000;

/** Turns the key that a request presents into its caller, or into the problem that says why not. */
@Injectable()
export class Authenticator {
  private readonly cache: TrustedCache<ApiKey>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: ApiKeysRepository,
    private readonly tenants: TenantsService,
    private readonly clock: Clock,
    listener: ChangeListener,
  ) {
    this.cache = new TrustedCache(listener, {
      tables: ['api_keys'],
      maxEntries: MAX_CACHED,
      tenantIdOf: ({ tenantId }) => tenantId,
    });
  }

  /** `authorization` is the header as it came. Throws a Problem of 401 or 403. */
  async authenticate(authorization: string | undefined): Promise<Omit<Caller, 'origin'>> {
    const key = await this.findKey(presentedKey(authorization));
    if (key.revokedAt !== null) throw new Problem('api_key_revoked', 'This API key was revoked.');
    if (key.expiresAt !== null && key.expiresAt <= this.clock.now()) {
      throw new Problem('api_key_expired', 'This API key has expired.');
    }
    const tenantId = toTenantId(key.tenantId);
    const tenant = await this.tenants.find(tenantId);
    if (tenant === undefined) throw unknownKey();
    if (tenant.isSuspended) throw new Problem('tenant_suspended', 'This tenant is suspended.');
    return { tenantId, keyId: key.id, scopes: key.scopes };
  }

  /** Whether this process remembers the key that is presented: that costs no query. */
  knows(authorization: string | undefined): boolean {
    const secret = secretOf(authorization);
    return secret !== undefined && this.cache.holds(digestOf(secret).toString('base64'));
  }

  private async findKey(secret: string): Promise<ApiKey> {
    const digest = digestOf(secret);
    const key = await this.cache.get(digest.toString('base64'), () => this.loadKey(digest));
    if (key === undefined) throw unknownKey();
    return key;
  }

  private async loadKey(digest: Buffer): Promise<ApiKey | undefined> {
    const [found] = await this.database.lookUp<{ tenant_id: string; id: string }>({
      sql: 'select tenant_id, id from find_api_key($1)',
      parameters: [digest],
    });
    if (found === undefined) return undefined;
    const key = await this.database.run(toTenantId(found.tenant_id), (tx) => this.keys.find(tx, found.id));
    return key ?? undefined;
  }
}

function presentedKey(authorization: string | undefined): string {
  if (authorization === undefined) {
    throw new Problem('api_key_missing', 'Send the API key as "Authorization: Bearer tf_live_…".');
  }
  const secret = secretOf(authorization);
  if (secret === undefined) throw unknownKey();
  return secret;
}

/** Undefined where it can't be one: a wrong checksum costs no query. */
function secretOf(authorization: string | undefined): string | undefined {
  const secret = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  return secret !== undefined && isApiKeySecret(secret) ? secret : undefined;
}

function unknownKey(): Problem {
  return new Problem('api_key_invalid', 'There is no such API key.');
}
