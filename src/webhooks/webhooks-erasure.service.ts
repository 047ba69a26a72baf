import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import type { ErasedCounts } from '@libs/erasure/erased-slice';
import { ErasedAttemptsRepository } from './erased-attempts.repository';

/** What became of deliveries, as far as an erasure takes it away. */
@Injectable()
export class WebhooksErasureService {
  /** Whose rows go with their tenant, in this order. */
  readonly tables = [
    ...['delivery_attempts', 'deliveries', 'recoveries'],
    ...['webhook_secrets', 'webhook_endpoint_health', 'webhook_endpoints'],
  ] as const;

  constructor(private readonly attempts: ErasedAttemptsRepository) {}

  /** What receivers answered to these events: they may have sent back what they were told. */
  async eraseAnswers(tx: TenantStatements, eventIds: readonly string[]): Promise<ErasedCounts> {
    return { deliveryAttempts: eventIds.length === 0 ? 0 : await this.attempts.eraseAnswers(tx, eventIds) };
  }
}
