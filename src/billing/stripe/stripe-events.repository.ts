import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { IsNull, LessThan, LessThanOrEqual } from 'typeorm';
import { StripeEventRow } from './stripe-event.entity';
import type { StripeEvent } from './stripe-gateway';

/** Stripe repeats an event for three days. */
const KEPT_MS = 30 * 86_400_000;

@Injectable()
export class StripeEventsRepository {
  /** False where it is there already. */
  async receive({ manager, tenantId }: TenantTx, event: StripeEvent, receivedAt: Date): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `insert into stripe_events (tenant_id, id, type, created_at, received_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning 1`,
      [tenantId, event.id, event.type, event.createdAt, receivedAt],
    );
    return rows.length > 0;
  }

  /** Those that were there when Stripe was asked. Old ones go. */
  async markProcessed({ manager, tenantId }: TenantTx, askedAt: Date, now: Date): Promise<void> {
    const open = { tenantId, processedAt: IsNull(), receivedAt: LessThanOrEqual(askedAt) };
    await manager.update(StripeEventRow, open, { processedAt: now });
    const old = new Date(now.getTime() - KEPT_MS);
    await manager.delete(StripeEventRow, { tenantId, processedAt: LessThan(old) });
  }
}
