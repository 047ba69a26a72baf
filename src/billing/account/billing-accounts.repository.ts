import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { IsNull } from 'typeorm';
import type { CheckoutPage } from '../stripe/stripe-gateway';
import type { AccountState } from './account-state';
import { BillingAccount } from './billing-account.entity';

@Injectable()
export class BillingAccountsRepository {
  find({ manager, tenantId }: TenantTx): Promise<BillingAccount | null> {
    return manager.findOneBy(BillingAccount, { tenantId });
  }

  /** Whoever else changes it waits until the end of this transaction. */
  findLocked({ manager, tenantId }: TenantTx): Promise<BillingAccount | null> {
    return manager.findOne(BillingAccount, { where: { tenantId }, lock: { mode: 'pessimistic_write' } });
  }

  /** Nothing happens where there is one. */
  async ensure({ manager, tenantId }: TenantTx, createdAt: Date): Promise<void> {
    await manager.query(
      `insert into billing_accounts (tenant_id, status, created_at) values ($1, 'none', $2) on conflict do nothing`,
      [tenantId, createdAt],
    );
  }

  /** The first one stays. */
  async setCustomer({ manager, tenantId }: TenantTx, customerId: string): Promise<void> {
    await manager.update(BillingAccount, { tenantId, customerId: IsNull() }, { customerId });
  }

  /** False where another one than `before` is there by now. */
  async setCheckout(
    { manager, tenantId }: TenantTx,
    before: string | null,
    { id, endsAt }: CheckoutPage,
  ): Promise<boolean> {
    const expected = { tenantId, checkoutSessionId: before ?? IsNull() };
    const next = { checkoutSessionId: id, checkoutEndsAt: endsAt };
    const { affected } = await manager.update(BillingAccount, expected, next);
    return affected === 1;
  }

  async setState({ manager, tenantId }: TenantTx, state: AccountState, syncedAt: Date): Promise<void> {
    await manager.update(BillingAccount, { tenantId }, { ...state, syncedAt });
  }
}
