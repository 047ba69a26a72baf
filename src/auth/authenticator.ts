import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { TrustedCache } from '@libs/database/trusted-cache';
import type { Caller } from '@libs/http/caller';
import { IpRanges } from '@libs/ip-address/ip-ranges';
import { Problem } from '@libs/http/problem';
import { TenantsService } from '../tenants/tenants.service';
import type { TenantProfile } from '../tenants/tenants.types';
import type { ApiKey } from './api-key.entity';
import { unknownKey } from './api-key.problems';
import { digestOf, isApiKeySecret } from './api-key-secret';
import { ApiKeysRepository } from './api-keys.repository';
import { refuseEnded } from './key-state';
import { KeyUses } from './key-uses';

const MAX_CACHED = 10_000;

type Owner = Omit<Caller, 'origin' | 'mode'>;

interface KnownKey {
  readonly key: ApiKey;
  readonly allowedIps: IpRanges;
}

/** Turns the key that a request presents into its caller, or into the problem that says why not. */
@Injectable()
export class Authenticator {
  private readonly cache: TrustedCache<KnownKey>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: ApiKeysRepository,
    private readonly tenants: TenantsService,
    private readonly uses: KeyUses,
    private readonly clock: Clock,
    listener: ChangeListener,
  ) {
    this.cache = new TrustedCache(listener, {
      tables: ['api_keys'],
      maxEntries: MAX_CACHED,
      tenantIdOf: ({ key }) => key.tenantId,
    });
  }

  /** `authorization` is the header as it came, `network` the peer's address. Throws a Problem of 401 or 403. */
  async authenticate(
    authorization: string | undefined,
    network: string | null,
  ): Promise<Omit<Caller, 'origin'>> {
    const { key, allowedIps, tenant } = await this.findGood(authorization);
    if (!allowedIps.admits(network)) throw notAllowedFrom('API key');
    if (!tenant.allowedIps.admits(network)) throw notAllowedFrom('tenant');
    this.uses.note({ tenantId: tenant.id, keyId: key.id, lastUsedAt: this.clock.now() });
    return { ...toOwner(key), mode: tenant.mode };
  }

  /** Whose the key is, wherever it came from. Throws a Problem of 401 or 403 where nothing can be done with it any more. */
  async ownerOf(authorization: string): Promise<Owner> {
    return toOwner((await this.findGood(authorization)).key);
  }

  /** Whose key was presented, whether or not anything can be done with it. */
  async claimantOf(authorization: string | undefined): Promise<Owner | undefined> {
    const secret = secretOf(authorization);
    return secret === undefined ? undefined : toOwner((await this.findKey(secret)).key);
  }

  /** Whether this process remembers the key that is presented: that costs no query. */
  knows(authorization: string | undefined): boolean {
    const secret = secretOf(authorization);
    return secret !== undefined && this.cache.holds(digestOf(secret).toString('base64'));
  }

  private async findGood(
    authorization: string | undefined,
  ): Promise<KnownKey & { readonly tenant: TenantProfile }> {
    const known = await this.findKey(presentedKey(authorization));
    refuseEnded(known.key, this.clock.now());
    const tenant = await this.tenants.find(toTenantId(known.key.tenantId));
    if (tenant === undefined) throw unknownKey();
    if (tenant.isSuspended) throw new Problem('tenant_suspended', 'This tenant is suspended.');
    return { ...known, tenant };
  }

  private async findKey(secret: string): Promise<KnownKey> {
    const digest = digestOf(secret);
    const key = await this.cache.get(digest.toString('base64'), () => this.loadKey(digest));
    if (key === undefined) throw unknownKey();
    return key;
  }

  private async loadKey(digest: Buffer): Promise<KnownKey | undefined> {
    const [found] = await this.database.lookUp<{ tenant_id: string; id: string }>({
      sql: 'select tenant_id, id from find_api_key($1)',
      parameters: [digest],
    });
    if (found === undefined) return undefined;
    const key = await this.database.run(toTenantId(found.tenant_id), (tx) => this.keys.find(tx, found.id));
    return key === null ? undefined : { key, allowedIps: new IpRanges(key.allowedIps) };
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

function toOwner({ tenantId, id, scopes, secretDigest, agentId }: ApiKey): Owner {
  return {
    tenantId: toTenantId(tenantId),
    keyId: id,
    scopes,
    keyDigest: secretDigest,
    boundAgentId: agentId,
  };
}

function notAllowedFrom(what: 'API key' | 'tenant'): Problem {
  return new Problem('ip_not_allowed', `This ${what} may not be used from this address.`);
}
