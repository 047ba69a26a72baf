import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Caller } from '@libs/http/caller';
import type { Origin } from '@libs/http/origin';
import { Problem } from '@libs/http/problem';
import { AuditService } from '../audit/audit.service';
import { EventsService } from '../events/events.service';
import { ApiKeyUsesRepository } from './api-key-uses.repository';
import { ApiKeysRepository } from './api-keys.repository';
import { Authenticator } from './authenticator';
import { toApiKeyResponse } from './dto/api-key.response';
import type { ApiKeyResponse } from './dto/api-key.response';
import { KeyExposuresRepository } from './key-exposures.repository';
import { AccessRefusals } from './refusals/access-refusals';

/** Tells the owner of an API key that it came over plain HTTP, where others could read it. */
@Injectable()
export class KeyExposuresService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly authenticator: Authenticator,
    private readonly exposures: KeyExposuresRepository,
    private readonly keys: ApiKeysRepository,
    private readonly uses: ApiKeyUsesRepository,
    private readonly refusals: AccessRefusals,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Once for each key and hour, over all processes; for a key that would open nothing, expired or revoked, the trail
   * alone says that it was refused, and for an unknown one there is nobody to tell. The key goes on working, since whoever can send it could also silence its owner that way.
   */
  async tell(secret: string, origin: Origin, method: string): Promise<void> {
    const authorization = `Bearer ${secret}`;
    const claimant = await ifAny(() => this.authenticator.claimantOf(authorization));
    if (claimant === undefined) return;
    const { tenantId, keyId } = claimant;
    this.refusals.note({ tenantId, keyId, code: 'https_required', method, path: null, origin });
    if ((await ifAny(() => this.authenticator.ownerOf(authorization))) === undefined) return;
    await this.database.run(tenantId, async (tx) => {
      const now = this.clock.now();
      if (!(await this.exposures.take(tx, keyId, now))) return;
      await this.audit.append(tx, [
        {
          action: 'key.exposed',
          actor: { type: 'system', id: null },
          resource: { type: 'key', id: keyId },
          ...origin,
          after: { over: 'http' },
        },
      ]);
      const data = {
        ...(await this.shown(tx, keyId)),
        exposure: { at: now.toISOString(), over: 'http', ...origin },
      };
      await this.events.publish(tx, [{ type: 'security.key_exposed', resourceId: keyId, data }]);
    });
  }

  private async shown(tx: TenantTx, keyId: string): Promise<ApiKeyResponse> {
    const key = await this.keys.find(tx, keyId);
    if (key === null) throw new Error('a key whose owner was found is there');
    const lastUses = await this.uses.lastUses(tx, [keyId]);
    return toApiKeyResponse({ key, lastUsedAt: lastUses.get(keyId) ?? null });
  }
}

type Owner = Pick<Caller, 'tenantId' | 'keyId'>;

/** Undefined where a Problem says that there is none. */
async function ifAny(find: () => Promise<Owner | undefined>): Promise<Owner | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
