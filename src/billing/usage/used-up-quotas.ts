import type { TenantId } from '@libs/database/tenant-id';
import type { EvaluationUse } from '../billing.types';
import { quotaName } from './quota-book';

const MAX_REMEMBERED = 10_000;

/** Quotas that this process saw used up. A count never falls within its month, so what is remembered stays true. */
export class UsedUpQuotas {
  /** In the order in which they were seen. */
  private readonly names = new Set<string>();

  has(tenantId: TenantId, use: EvaluationUse): boolean {
    return this.names.has(nameOf(tenantId, use));
  }

  add(tenantId: TenantId, use: EvaluationUse): void {
    this.names.add(nameOf(tenantId, use));
    if (this.names.size <= MAX_REMEMBERED) return;
    const [oldest] = this.names;
    if (oldest !== undefined) this.names.delete(oldest);
  }
}

function nameOf(tenantId: TenantId, use: EvaluationUse): string {
  return `${tenantId}:${quotaName(use)}`;
}
