import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { sqlStateOf } from '@libs/database/database-error';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { formatId, newUuid, NIL_UUID } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import { endpointNotFound } from '../endpoints/endpoint.problems';
import { WebhookEndpointsRepository } from '../endpoints/webhook-endpoints.repository';
import { RecoveriesRepository } from './recoveries.repository';
import type { Recovery } from './recovery.entity';
import { endpointDisabled, outOfReach, recoveryNotFound, stillCollecting } from './recovery.problems';

const REACH_DAYS = 30;
const DAY_MS = 86_400_000;
/** Who asks for just as long ago as may be asked for was some moments on the way. */
const GRACE_MS = 60_000;
const UNIQUE_VIOLATION = '23505';

/** What a customer asks of recoveries; the worker does what they take. */
@Injectable()
export class RecoveriesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly recoveries: RecoveriesRepository,
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Throws a Problem of 404, 409 or 422. */
  start(caller: Caller, endpointId: string, since: Date): Promise<Recovery> {
    return this.database.runFor(caller, async (tx) => {
      await this.checkIsEnabled(tx, endpointId);
      const recovery = started({ tenantId: caller.tenantId, endpointId }, since, this.clock.now());
      await this.insert(tx, recovery);
      await this.tellStarted(tx, caller, recovery);
      return recovery;
    });
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<Recovery> {
    return this.database.run(tenantId, async (tx) => {
      const recovery = await this.recoveries.find(tx, id);
      if (recovery === null) throw recoveryNotFound();
      return recovery;
    });
  }

  private async checkIsEnabled(tx: TenantTx, endpointId: string): Promise<void> {
    const endpoint = await this.endpoints.find(tx, endpointId);
    if (endpoint === null) throw endpointNotFound();
    if (endpoint.status === 'disabled') throw endpointDisabled();
  }

  private async insert(tx: TenantTx, recovery: Recovery): Promise<void> {
    try {
      await this.recoveries.insert(tx, recovery);
    } catch (error) {
      if (sqlStateOf(error) === UNIQUE_VIOLATION) throw stillCollecting();
      throw error;
    }
  }

  private async tellStarted(tx: TenantTx, { origin, keyId }: Caller, recovery: Recovery): Promise<void> {
    const { id, endpointId, since, until } = recovery;
    await this.audit.append(tx, [
      {
        ...origin,
        action: 'recovery.started',
        actor: { type: 'key', id: keyId },
        resource: { type: 'recovery', id },
        after: {
          endpointId: formatId('endpoint', endpointId),
          since: since.toISOString(),
          until: until.toISOString(),
        },
      },
    ]);
  }
}

/** Throws a Problem of 422. */
function started(of: Pick<Recovery, 'tenantId' | 'endpointId'>, since: Date, now: Date): Recovery {
  const earliestMs = now.getTime() - REACH_DAYS * DAY_MS - GRACE_MS;
  if (since > now || since.getTime() < earliestMs) throw outOfReach(REACH_DAYS);
  return {
    ...of,
    id: newUuid(now.getTime()),
    since,
    until: now,
    status: 'collecting',
    cursorEventId: NIL_UUID,
    found: 0,
    delivered: 0,
    failed: 0,
    leaseUntil: now,
    createdAt: now,
    completedAt: null,
  };
}
