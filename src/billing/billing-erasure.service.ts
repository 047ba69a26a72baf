import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { BillingAccountsRepository } from './account/billing-accounts.repository';

/** The ledger and what was paid stay, as the law asks; whoever still pays can't go. */
@Injectable()
export class BillingErasureService {
  constructor(private readonly accounts: BillingAccountsRepository) {}

  async hasSubscription(tx: TenantTx): Promise<boolean> {
    const account = await this.accounts.find(tx);
    return account !== null && (account.status === 'active' || account.status === 'past_due');
  }
}
