import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { sqlStateOf } from '@libs/database/database-error';
import type { TenantTx } from '@libs/database/tenant-database';
import { newUuid } from '@libs/ids/typeid';
import { AuditService } from '../audit/audit.service';
import type { AuditDraft } from '../audit/audit.types';
import { EventsService } from '../events/events.service';
import type { Mode } from '../tenants/tenants.types';
import type { ApiKey } from './api-key.entity';
import { unknownAgent } from './api-key.problems';
import { createApiKeySecret, digestOf } from './api-key-secret';
import type { IssuedKey, KeyTerms } from './api-key.types';
import { ApiKeysRepository } from './api-keys.repository';
import { auditedTerms } from './audited-terms';
import { toApiKeyResponse } from './dto/api-key.response';

const FOREIGN_KEY_VIOLATION = '23503';

/** Who makes the key, from where. */
export type Issuer = Pick<AuditDraft, 'actor' | 'traceId' | 'network'>;

/** Makes keys: the row, what the trail says of it, and the event. */
@Injectable()
export class KeyIssuer {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  async issue(tx: TenantTx, mode: Mode, terms: KeyTerms, issuer: Issuer): Promise<IssuedKey> {
    const secret = createApiKeySecret(mode);
    const createdAt = this.clock.now();
    const key: ApiKey = {
      ...{ tenantId: tx.tenantId, id: newUuid(createdAt.getTime()), secretDigest: digestOf(secret) },
      ...{ name: terms.name, scopes: [...terms.scopes], allowedIps: [...terms.allowedIps] },
      ...{ agentId: terms.agentId, expiresAt: terms.expiresAt, revokedAt: null, createdAt },
    };
    await this.insert(tx, key);
    const resource = { type: 'key', id: key.id } as const;
    await this.audit.append(tx, [{ ...issuer, action: 'key.created', resource, after: auditedTerms(key) }]);
    const data = toApiKeyResponse({ key, lastUsedAt: null });
    await this.events.publish(tx, [{ type: 'key.created', resourceId: key.id, data }]);
    return { key, secret };
  }

  private async insert(tx: TenantTx, key: ApiKey): Promise<void> {
    try {
      await this.keys.insert(tx, key);
    } catch (error) {
      // The one thing that a key refers to.
      if (sqlStateOf(error) === FOREIGN_KEY_VIOLATION) throw unknownAgent();
      throw error;
    }
  }
}
