import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Plan } from '@libs/config/setting-values';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { newTraceId } from '@libs/http/trace';
import { AuditService } from '../../audit/audit.service';
import type { AuditDraft } from '../../audit/audit.types';
import { EventsService } from '../../events/events.service';
import { TenantsService } from '../../tenants/tenants.service';
import { StripeEventsRepository } from '../stripe/stripe-events.repository';
import { StripeGateway } from '../stripe/stripe-gateway';
import type { Subscription } from '../stripe/stripe-gateway';
import { BillingTasksRepository } from '../tasks/billing-tasks.repository';
import type { Lease } from '../tasks/billing-tasks.repository';
import { effectivePlan, graceEndOf, LOOK_EVERY_MS, stateOf } from './account-state';
import type { AccountState } from './account-state';
import { BillingAccountsRepository } from './billing-accounts.repository';
import { BillingOverview } from './billing-overview';

/** The period is over, and Stripe says nothing of the next one yet. */
const ROLLS_OVER_MS = 60_000;

/**
 * Brings an account to what Stripe says of it: asked, never taken from an event, so that events may come twice, late
 * and in any order. One process at a time asks for an account, and what it was told last counts.
 */
@Injectable()
export class AccountSync {
  private readonly logger = new Logger(AccountSync.name);

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: BillingAccountsRepository,
    private readonly tasks: BillingTasksRepository,
    private readonly events: StripeEventsRepository,
    private readonly stripe: StripeGateway,
    private readonly overview: BillingOverview,
    private readonly tenants: TenantsService,
    private readonly audit: AuditService,
    private readonly told: EventsService,
    private readonly clock: Clock,
  ) {}

  /** Throws what Stripe throws, and LeaseLostError. */
  async run(tenantId: TenantId, lease: Lease): Promise<void> {
    const account = await this.database.run(tenantId, (tx) => this.accounts.find(tx));
    const customerId = account?.customerId ?? null;
    const subscription = customerId === null ? undefined : await this.stripe.findSubscription(customerId);
    if (subscription !== undefined && subscription.running > 1) {
      this.logger.error({ message: 'several subscriptions are paid for', tenantId, customerId });
    }
    await this.database.run(tenantId, (tx) => this.apply(tx, subscription, lease));
    this.tenants.planChanged(tenantId);
  }

  private async apply(tx: TenantTx, subscription: Subscription | undefined, lease: Lease): Promise<void> {
    const now = this.clock.now();
    const before = await this.accounts.findLocked(tx);
    if (before === null) throw new Error('an account that is looked after is there');
    const state = stateOf(subscription, before, now);
    await this.tasks.finish(tx, lease, nextLook(state, now));
    await this.accounts.setState(tx, state, now);
    await this.tellOfSubscription(tx, before, state);
    if (state.billedFrom !== null && before.billedFrom === null) {
      await this.tasks.touch(tx, 'report');
      await this.tasks.touch(tx, 'reconcile');
    }
    await this.events.markProcessed(tx, lease.takenAt, now);
    const plan = effectivePlan(state, now);
    if (plan !== undefined) await this.changePlan(tx, plan);
  }

  private async changePlan(tx: TenantTx, plan: Plan): Promise<void> {
    const before = await this.tenants.changePlan(tx, plan);
    if (before === plan) return;
    await this.record(tx, { action: 'plan.changed', before: { plan: before }, after: { plan } });
    const data = await this.overview.of(tx, plan);
    await this.told.publish(tx, [{ type: 'plan.changed', resourceId: tx.tenantId, data }]);
  }

  private async tellOfSubscription(tx: TenantTx, former: AccountState, state: AccountState): Promise<void> {
    const [before, after] = [standingOf(former), standingOf(state)];
    if (isDeepStrictEqual(before, after)) return;
    await this.record(tx, { action: 'subscription.changed', before, after });
  }

  private record(tx: TenantTx, told: Pick<AuditDraft, 'action' | 'before' | 'after'>): Promise<void> {
    const resource = { type: 'tenant', id: tx.tenantId } as const;
    const by = { actor: { type: 'system', id: null }, traceId: newTraceId(), network: null } as const;
    return this.audit.append(tx, [{ ...by, ...told, resource }]);
  }
}

function standingOf({ status, plan, nextPlan }: AccountState): object {
  return { status, plan, nextPlan };
}

/** When grace or the period ends something changes without a word, too. */
function nextLook(state: AccountState, now: Date): Date {
  const ends = [graceEndOf(state), state.nextPlan === null ? null : state.periodEnd].flatMap((end) =>
    end !== null && end > now ? [end.getTime()] : [],
  );
  const isOver = state.nextPlan !== null && state.periodEnd !== null && state.periodEnd <= now;
  return new Date(Math.min(now.getTime() + (isOver ? ROLLS_OVER_MS : LOOK_EVERY_MS), ...ends));
}
