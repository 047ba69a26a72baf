import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import type { TenantId } from '@libs/database/tenant-id';
import type { Problem } from '@libs/http/problem';
import { quotaExceeded } from './billing.problems';
import type { EvaluationUse, HeldQuotas } from './billing.types';
import { QuotaBook } from './usage/quota-book';
import { UsageRepository } from './usage/usage.repository';
import { UsedUpQuotas } from './usage/used-up-quotas';

/** The ledger of evaluations, for those who make them. */
@Injectable()
export class BillingService {
  private readonly usedUp = new UsedUpQuotas();

  constructor(private readonly usage: UsageRepository) {}

  /** Holds the quotas of these until the end of the transaction: what is left of them is exact, however many ask. */
  async holdQuotas(tx: TenantStatements, uses: readonly EvaluationUse[]): Promise<HeldQuotas> {
    return new QuotaBook(await this.usage.holdQuotas(tx, uses));
  }

  /** Counts evaluations in the transaction that records them: used if and only if made. */
  async countEvaluations(tx: TenantStatements, uses: readonly EvaluationUse[]): Promise<void> {
    await this.usage.count(tx, uses);
  }

  /** Whether it needn't be tried: nothing is left of the quota. */
  isUsedUp(tenantId: TenantId, use: EvaluationUse): boolean {
    return this.usedUp.has(tenantId, use);
  }

  /** The Problem of 402 for what a quota had no room for. */
  refuse(tenantId: TenantId, use: EvaluationUse): Problem {
    this.usedUp.add(tenantId, use);
    return quotaExceeded(use);
  }
}
