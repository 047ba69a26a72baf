import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { LOOK_EVERY_MS } from './account/account-state';
import type { BillingAccount } from './account/billing-account.entity';
import { BillingAccountsRepository } from './account/billing-accounts.repository';

/** What was paid in a page's last minute is known by then, were every webhook lost. */
const KNOWN_AFTER_MS = LOOK_EVERY_MS + 2 * 3_600_000;

/** The ledger and what was paid stay, as the law asks; whoever still pays can't go. */
@Injectable()
export class BillingErasureService {
  constructor(private readonly accounts: BillingAccountsRepository) {}

  async hasSubscription(tx: TenantTx): Promise<boolean> {
    const account = await this.accounts.find(tx);
    return account !== null && isSubscribed(account);
  }

  /** With a page to pay on that is open, or was a moment ago, a subscription may begin without a word to us. */
  async mayBeSubscribed(tx: TenantTx, now: Date): Promise<boolean> {
    const account = await this.accounts.find(tx);
    if (account === null) return false;
    const { checkoutEndsAt } = account;
    const mayHavePaid = checkoutEndsAt !== null && now.getTime() < checkoutEndsAt.getTime() + KNOWN_AFTER_MS;
    return isSubscribed(account) || mayHavePaid;
  }
}

function isSubscribed({ status }: BillingAccount): boolean {
  return status === 'active' || status === 'past_due';
}
