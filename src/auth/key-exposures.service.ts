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

type Owner = Pick<Caller, 'tenantId' | 'keyId'>;

/** Tells the owner of an API key that it came over plain HTTP, where others could read it. */
@Injectable()
export class KeyExposuresService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly authenticator: Authenticator,
    private readonly exposures: KeyExposuresRepository,
    private readonly keys: ApiKeysRepository,
    private readonly uses: ApiKeyUsesRepository,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Once for each key and hour, over all processes; nothing for what would open nothing: an unknown, expired or
   * revoked key. The key goes on working, since whoever can send it could also silence its owner that way.
   */
  async tell(secret: string, origin: Origin): Promise<void> {
    const owner = await this.ownerOf(secret);
    if (owner === undefined) return;
    const { tenantId, keyId } = owner;
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

  private async ownerOf(secret: string): Promise<Owner | undefined> {
    try {
      return await this.authenticator.ownerOf(`Bearer ${secret}`);
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }
}
