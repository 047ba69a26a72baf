import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { AuditService } from '../../audit/audit.service';
import type { AuditAction } from '../../audit/audit.types';
import { TenantsService } from '../../tenants/tenants.service';
import type { TenantProfile } from '../../tenants/tenants.types';
import { AccountSync } from '../account/account-sync';
import type { BillingAccount } from '../account/billing-account.entity';
import { BillingAccountsRepository } from '../account/billing-accounts.repository';
import {
  alreadySubscribed,
  checkoutBegunTwice,
  notSubscribed,
  payingIsAway,
  payingIsOff,
  paymentIsDue,
  paymentRefused,
  sandboxIsFree,
  unlimitedHasAll,
} from '../billing.problems';
import { isLarger } from '../plans/plans';
import type { PaidPlan } from '../plans/plans';
import {
  StripeAwayError,
  StripeFaultError,
  StripeGateway,
  StripeRefusedError,
} from '../stripe/stripe-gateway';
import type { Subscription } from '../stripe/stripe-gateway';
import { BillingTasksRepository, LeaseLostError } from '../tasks/billing-tasks.repository';
import type { Lease } from '../tasks/billing-tasks.repository';
import { monthOf } from '../usage/calendar-month';

const FAULT_PAUSE_SECONDS = 60;
const SYNC_TRIES = 20;
const SYNC_PAUSE_MS = 100;

/**
 * Plans that are paid for, as the tenant changes them. Stripe is asked, and what it makes of it is what counts: the
 * account follows by itself whatever ends this process on the way.
 */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly accounts: BillingAccountsRepository,
    private readonly tasks: BillingTasksRepository,
    private readonly stripe: StripeGateway,
    private readonly sync: AccountSync,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** Returns the URL of the page where the plan is paid for. Throws a Problem of 409 or 503. */
  async checkout(caller: Caller, plan: PaidPlan): Promise<string> {
    const tenant = await this.payingTenant(caller);
    const account = await this.ensureAccount(tenant.id);
    if (account.subscriptionId !== null) throw alreadySubscribed();
    return asking(async () => {
      const customerId = account.customerId ?? (await this.createCustomer(tenant));
      // Before looking: what is paid on the older page is seen then, or nobody can pay there any more.
      if (account.checkoutSessionId !== null) await this.stripe.expireCheckout(account.checkoutSessionId);
      // What a webhook hasn't told yet: a second subscription would be paid for twice.
      if ((await this.stripe.findSubscription(customerId)) !== undefined) throw alreadySubscribed();
      const firstMonth = monthOf(this.clock.now()).to;
      const session = await this.stripe.createCheckout({ customerId, tenantId: tenant.id, plan, firstMonth });
      const isOurs = await this.database.run(tenant.id, async (tx) => {
        if (!(await this.accounts.setCheckout(tx, account.checkoutSessionId, session))) return false;
        await this.record(tx, caller, 'checkout.started', { plan });
        return true;
      });
      if (isOurs) return session.url;
      await this.stripe.expireCheckout(session.id);
      throw checkoutBegunTwice();
    });
  }

  /** Returns the URL of the page for cards, invoices and the end of a subscription. Throws a Problem of 409 or 503. */
  async portal(caller: Caller): Promise<string> {
    const tenant = await this.payingTenant(caller);
    const account = await this.database.run(tenant.id, (tx) => this.accounts.find(tx));
    if (account?.customerId == null) throw notSubscribed();
    const { customerId } = account;
    const url = await asking(() => this.stripe.createPortal(customerId));
    await this.database.run(tenant.id, (tx) => this.record(tx, caller, 'portal.opened'));
    return url;
  }

  /** A larger plan at once, a smaller one from the end of the month on, the same one: as it is. Throws a Problem of 409 or 503. */
  async changePlan(caller: Caller, plan: PaidPlan | 'free'): Promise<void> {
    const tenant = await this.payingTenant(caller);
    const account = await this.database.run(tenant.id, (tx) => this.accounts.find(tx));
    if (account?.customerId == null) throw notSubscribed();
    const { customerId } = account;
    await asking(async () => {
      const subscription = await this.stripe.findSubscription(customerId);
      if (subscription === undefined) throw notSubscribed();
      if (!subscription.isPaid) throw paymentIsDue();
      await this.database.run(tenant.id, async (tx) => {
        await this.record(tx, caller, 'plan.change_requested', { plan });
        await this.tasks.touch(tx, 'sync');
      });
      await this.change(subscription, plan);
    });
    await this.syncNow(tenant.id);
  }

  private change(subscription: Subscription, plan: PaidPlan | 'free'): Promise<void> {
    if (plan === subscription.plan) return this.stripe.keep(subscription);
    if (plan !== 'free' && isLarger(plan, subscription.plan)) return this.stripe.upgrade(subscription, plan);
    return this.stripe.changeAtPeriodEnd(subscription, plan);
  }

  /** So that the answer shows it. Whatever fails here is done by the worker, a little later. */
  private async syncNow(tenantId: TenantId): Promise<void> {
    try {
      const lease = await this.takeSync(tenantId);
      if (lease !== undefined) await this.sync.run(tenantId, lease);
    } catch (error) {
      const isForTheWorker = [StripeAwayError, StripeFaultError, LeaseLostError].some(
        (kind) => error instanceof kind,
      );
      if (!isForTheWorker) throw error;
    }
  }

  /** A worker that does it just now may have asked Stripe before the change: it is waited for, a little. */
  private async takeSync(tenantId: TenantId): Promise<Lease | undefined> {
    for (let tries = 1; tries <= SYNC_TRIES; tries += 1) {
      const lease = await this.database.run(tenantId, async (tx) => {
        await this.tasks.touch(tx, 'sync');
        return this.tasks.take(tx, 'sync');
      });
      if (lease !== undefined) return lease;
      await sleep(SYNC_PAUSE_MS);
    }
    return undefined;
  }

  private async payingTenant({ tenantId }: Caller): Promise<TenantProfile> {
    const tenant = await this.tenants.show(tenantId);
    if (tenant.mode === 'test') throw sandboxIsFree();
    if (!this.stripe.isOn) throw payingIsOff();
    if (tenant.plan === 'unlimited') throw unlimitedHasAll();
    return tenant;
  }

  private ensureAccount(tenantId: TenantId): Promise<BillingAccount> {
    return this.database.run(tenantId, async (tx) => {
      await this.accounts.ensure(tx, this.clock.now());
      const account = await this.accounts.find(tx);
      if (account === null) throw new Error('an account that was made is there');
      return account;
    });
  }

  /** The one that was written down first counts. */
  private async createCustomer({ id: tenantId, name, email }: TenantProfile): Promise<string> {
    const made = await this.stripe.createCustomer({ tenantId, name, email });
    return this.database.run(tenantId, async (tx) => {
      await this.accounts.setCustomer(tx, made);
      await this.tasks.touch(tx, 'sync');
      return (await this.accounts.find(tx))?.customerId ?? made;
    });
  }

  private record(
    tx: TenantTx,
    { keyId, origin }: Caller,
    action: AuditAction,
    after?: object,
  ): Promise<void> {
    const resource = { type: 'tenant', id: tx.tenantId } as const;
    const told = { action, resource, ...(after !== undefined && { after }) };
    return this.audit.append(tx, [{ ...origin, actor: { type: 'key', id: keyId }, ...told }]);
  }
}

const logger = new Logger(SubscriptionsService.name);

/** What Stripe answers, as the tenant is told it: what is wrong with our own account there is ours to know. */
async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StripeAwayError) throw payingIsAway(Math.ceil(error.retryAfterMs / 1_000));
    if (error instanceof StripeRefusedError) throw paymentRefused(error.message);
    if (error instanceof StripeFaultError) {
      logger.error({ message: 'Stripe refused', reason: error.message });
      throw payingIsAway(FAULT_PAUSE_SECONDS);
    }
    throw error;
  }
}
