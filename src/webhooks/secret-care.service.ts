import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import { newTraceId } from '@libs/http/trace';
import { KeyHistory } from '@libs/secrets/key-history';
import { AuditService } from '../audit/audit.service';
import { EventsService } from '../events/events.service';
import { toEndpointResponse } from './endpoints/dto/endpoint.response';
import { EndpointViews } from './endpoints/endpoint-views';
import { WebhookEndpointsRepository } from './endpoints/webhook-endpoints.repository';
import { DueSecrets } from './secrets/due-secrets';
import type { DueEndpoint } from './secrets/due-secrets';
import { dueByAge, isRotationDue } from './secrets/rotate-by';
import { WebhookSecretsRepository } from './secrets/webhook-secrets.repository';

export interface SecretCareReport {
  readonly webhookSecretsExpired: number;
  readonly secretRotationsTold: number;
}

/** What has to be done about endpoints' secrets every hour: those that have expired go, and old ones are told of. */
@Injectable()
export class SecretCareService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly due: DueSecrets,
    private readonly secrets: WebhookSecretsRepository,
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly views: EndpointViews,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly keyHistory: KeyHistory,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<SecretCareReport> {
    const now = this.clock.now();
    let webhookSecretsExpired = 0;
    for await (const { tenantId, endpointId } of this.due.expired(now))
      webhookSecretsExpired += await this.database.run(tenantId, (tx) =>
        this.secrets.deleteExpired(tx, endpointId, now),
      );
    let secretRotationsTold = 0;
    for await (const due of this.due.untold(dueByAge(now), this.keyHistory.newest))
      if (await this.tell(due, now)) secretRotationsTold += 1;
    return { webhookSecretsExpired, secretRotationsTold };
  }

  /** Once for each secret. The endpoint is locked, as by who rotates it: what is told of is what there is. */
  private tell({ tenantId, endpointId }: DueEndpoint, now: Date): Promise<boolean> {
    return this.database.run(tenantId, async (tx: TenantTx) => {
      const endpoint = await this.endpoints.findLocked(tx, endpointId);
      const [newest] = await this.secrets.unexpired(tx, [endpointId], now);
      if (endpoint === null || newest?.rotationToldAt !== null) return false;
      if (!isRotationDue(newest, this.keyHistory.supersededAt(newest.kid), now)) return false;
      await this.secrets.noteTold(tx, newest, now);
      await this.audit.append(tx, [
        {
          ...{ action: 'endpoint.secret_rotation_due', resource: { type: 'endpoint', id: endpointId } },
          ...{ actor: { type: 'system', id: null }, traceId: newTraceId(), network: null },
          after: { version: newest.version },
        },
      ]);
      const data = toEndpointResponse(await this.views.of(tx, endpoint));
      await this.events.publish(tx, [{ type: 'secret.rotation_due', resourceId: endpointId, data }]);
      return true;
    });
  }
}
