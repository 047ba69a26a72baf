import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { BillingTasksRepository } from '../tasks/billing-tasks.repository';
import { StripeEventsRepository } from './stripe-events.repository';
import type { StripeEvent } from './stripe-gateway';

/** Writes down what Stripe told of, so that the account is looked after: an event is a nudge, and may come twice. */
@Injectable()
export class StripeEventsService {
  private readonly logger = new Logger(StripeEventsService.name);

  constructor(
    private readonly database: TenantDatabase,
    private readonly events: StripeEventsRepository,
    private readonly tasks: BillingTasksRepository,
    private readonly clock: Clock,
  ) {}

  async receive(event: StripeEvent): Promise<void> {
    const tenantId = await this.tenantOf(event);
    if (tenantId === undefined) {
      // Of another program on the same account, or of nobody in particular.
      this.logger.log({ message: 'a Stripe event is of no tenant', id: event.id, type: event.type });
      return;
    }
    await this.database.run(tenantId, async (tx) => {
      if (await this.events.receive(tx, event, this.clock.now())) await this.tasks.touch(tx, 'sync');
    });
  }

  private async tenantOf({ customerId }: StripeEvent): Promise<TenantId | undefined> {
    if (customerId === undefined) return undefined;
    const [found] = await this.database.lookUp<{ id: string }>({
      sql: 'select id from find_tenant_by_stripe_customer($1)',
      parameters: [customerId],
    });
    return found && toTenantId(found.id);
  }
}
