import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { WebhookSecret } from './webhook-secret.entity';

@Injectable()
export class WebhookSecretsRepository {
  async insert({ manager }: TenantTx, secret: WebhookSecret): Promise<void> {
    await manager.insert(WebhookSecret, secret);
  }

  /** Those of the endpoints that sign at `now`, the newest version first. */
  unexpired(
    { manager, tenantId }: TenantTx,
    endpointIds: readonly string[],
    now: Date,
  ): Promise<WebhookSecret[]> {
    const where = { tenantId, endpointId: In(endpointIds) };
    return manager.find(WebhookSecret, {
      where: [
        { ...where, expiresAt: IsNull() },
        { ...where, expiresAt: MoreThan(now) },
      ],
      order: { version: 'DESC' },
    });
  }

  /** None of the endpoint's signs for longer than until then. */
  async endBy({ manager, tenantId }: TenantTx, endpointId: string, until: Date): Promise<void> {
    const where = { tenantId, endpointId };
    await manager.update(WebhookSecret, { ...where, expiresAt: IsNull() }, { expiresAt: until });
    await manager.update(WebhookSecret, { ...where, expiresAt: MoreThan(until) }, { expiresAt: until });
  }

  async noteTold({ manager }: TenantTx, secret: WebhookSecret, at: Date): Promise<void> {
    const { tenantId, endpointId, version } = secret;
    await manager.update(WebhookSecret, { tenantId, endpointId, version }, { rotationToldAt: at });
  }

  /** With their salts: nobody can make them again. */
  async deleteExpired({ manager, tenantId }: TenantTx, endpointId: string, now: Date): Promise<number> {
    const expired = { tenantId, endpointId, expiresAt: LessThanOrEqual(now) };
    return (await manager.delete(WebhookSecret, expired)).affected ?? 0;
  }

  /** As above, whether they have expired or not. */
  async deleteOf({ manager, tenantId }: TenantTx, endpointId: string): Promise<void> {
    await manager.delete(WebhookSecret, { tenantId, endpointId });
  }
}
