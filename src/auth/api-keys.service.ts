import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { mapPage, pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { grants } from '@libs/http/scope';
import type { Scope } from '@libs/http/scope';
import { formatId } from '@libs/ids/typeid';
import { AuditService } from '../audit/audit.service';
import type { AuditDraft } from '../audit/audit.types';
import { EventsService } from '../events/events.service';
import { TenantsService } from '../tenants/tenants.service';
import type { ApiKey } from './api-key.entity';
import {
  expiresTooEarly,
  keyNotFound,
  lastInControl,
  rotatesNothing,
  scopeNotHeld,
  tooManyKeys,
  unknownKey,
} from './api-key.problems';
import type { IssuedKey, KeyTerms, UsedKey } from './api-key.types';
import { ApiKeyUsesRepository } from './api-key-uses.repository';
import { ApiKeysRepository } from './api-keys.repository';
import { toApiKeyResponse } from './dto/api-key.response';
import { KeyIssuer } from './key-issuer';
import type { Issuer } from './key-issuer';
import { isUsable, keepsControlWithout, refuseEnded } from './key-state';

/** Of a tenant at a time: revoked and expired ones don't count. */
const MAX_KEYS = 200;

/** The keys of a tenant, as the tenant manages them. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly keys: ApiKeysRepository,
    private readonly uses: ApiKeyUsesRepository,
    private readonly issuer: KeyIssuer,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
    private readonly listener: ChangeListener,
  ) {}

  page(tenantId: TenantId, slice: Slice): Promise<Page<UsedKey>> {
    return this.database.run(tenantId, async (tx) => {
      const page = pageOf(await this.keys.list(tx, slice), slice.limit, ({ id }) => id);
      const lastUses = await this.uses.lastUses(
        tx,
        page.data.map(({ id }) => id),
      );
      return mapPage(page, (key) => ({ key, lastUsedAt: lastUses.get(key.id) ?? null }));
    });
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<UsedKey> {
    return this.database.run(tenantId, async (tx) => this.withUse(tx, await this.find(tx, id)));
  }

  /** Throws a Problem of 403 for a scope that the caller lacks, of 409 where there are too many keys. */
  async create(caller: Caller, terms: KeyTerms): Promise<IssuedKey> {
    requireScopes(caller, terms.scopes);
    const { mode } = await this.tenants.get(caller.tenantId);
    return this.changing(caller, async (tx, now) => {
      if (terms.expiresAt !== null && terms.expiresAt <= now) throw expiresTooEarly();
      await this.requireRoom(tx, now);
      return this.issuer.issue(tx, mode, terms, issuerOf(caller));
    });
  }

  /** Throws a Problem of 403 for a scope that the caller lacks, of 404, or of 409 for a key that is no more. */
  async rotate(caller: Caller, id: string, overlapSeconds: number): Promise<IssuedKey> {
    const { mode } = await this.tenants.get(caller.tenantId);
    return this.changing(caller, async (tx, now) => {
      const old = await this.find(tx, id);
      requireScopes(caller, old.scopes);
      if (!isUsable(old, now)) throw rotatesNothing();
      const ending = { ...old, expiresAt: earlier(old.expiresAt, now.getTime() + overlapSeconds * 1_000) };
      await this.keys.end(tx, ending);
      await this.requireRoom(tx, now);
      const issued = await this.issuer.issue(tx, mode, old, issuerOf(caller));
      await this.tell(tx, ending, {
        ...issuerOf(caller),
        action: 'key.rotated',
        before: { expiresAt: old.expiresAt?.toISOString() ?? null },
        after: { expiresAt: ending.expiresAt.toISOString(), replacedBy: formatId('key', issued.key.id) },
      });
      return issued;
    });
  }

  /** Does nothing to a key that was revoked before. Throws a Problem of 404, or of 409 for the last in control. */
  revoke(caller: Caller, id: string): Promise<void> {
    return this.changing(caller, async (tx, now) => {
      const key = await this.find(tx, id);
      if (key.revokedAt !== null) return;
      if (!keepsControlWithout(key, await this.keys.usable(tx, now), now)) throw lastInControl();
      const revoked = { ...key, revokedAt: now };
      await this.keys.end(tx, revoked);
      await this.tell(tx, revoked, {
        ...issuerOf(caller),
        action: 'key.revoked',
        before: { revokedAt: null },
        after: { revokedAt: now.toISOString() },
      });
    });
  }

  /**
   * One change of the tenant's keys at a time, kept only if the caller's own key was still good when its turn came: one
   * that was revoked a moment ago leaves no other behind.
   */
  private changing<T>(caller: Caller, work: (tx: TenantTx, now: Date) => Promise<T>): Promise<T> {
    const change = async (tx: TenantTx): Promise<T> => {
      await this.keys.lockAll(tx);
      const now = this.clock.now();
      const own = await this.keys.find(tx, caller.keyId);
      if (own === null) throw unknownKey();
      const worked = await work(tx, now);
      refuseEnded(own, now);
      return worked;
    };
    return this.database.runFor(caller, change, () => {
      this.listener.committed({ table: 'api_keys', tenantId: caller.tenantId });
    });
  }

  private async find(tx: TenantTx, id: string): Promise<ApiKey> {
    const key = await this.keys.find(tx, id);
    if (key === null) throw keyNotFound();
    return key;
  }

  private async withUse(tx: TenantTx, key: ApiKey): Promise<UsedKey> {
    const lastUses = await this.uses.lastUses(tx, [key.id]);
    return { key, lastUsedAt: lastUses.get(key.id) ?? null };
  }

  private async requireRoom(tx: TenantTx, now: Date): Promise<void> {
    if ((await this.keys.usable(tx, now)).length >= MAX_KEYS) throw tooManyKeys(MAX_KEYS);
  }

  private async tell(tx: TenantTx, key: ApiKey, said: Told): Promise<void> {
    await this.audit.append(tx, [{ ...said, resource: { type: 'key', id: key.id } }]);
    const data = toApiKeyResponse(await this.withUse(tx, key));
    await this.events.publish(tx, [{ type: said.action, resourceId: key.id, data }]);
  }
}

type Told = Omit<AuditDraft, 'resource' | 'action'> & { readonly action: 'key.rotated' | 'key.revoked' };

function issuerOf({ keyId, origin }: Caller): Issuer {
  return { ...origin, actor: { type: 'key', id: keyId } };
}

function requireScopes({ scopes }: Caller, needed: readonly Scope[]): void {
  const missing = needed.find((scope) => !grants(scopes, scope));
  if (missing !== undefined) throw scopeNotHeld(missing);
}

function earlier(expiresAt: Date | null, atMs: number): Date {
  return new Date(Math.min(expiresAt?.getTime() ?? Infinity, atMs));
}
