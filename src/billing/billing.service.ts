import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { UsageHoursRepository } from './usage-hours.repository';

const HOUR_MS = 3_600_000;

@Injectable()
export class BillingService {
  constructor(private readonly usage: UsageHoursRepository) {}

  /** Counts evaluations made at these times, in the transaction that records them: used if and only if made. */
  async countEvaluations(tx: TenantStatements, times: readonly Date[]): Promise<void> {
    const counts = new Map<number, number>();
    for (const time of times) {
      const hourMs = Math.floor(time.getTime() / HOUR_MS) * HOUR_MS;
      counts.set(hourMs, (counts.get(hourMs) ?? 0) + 1);
    }
    const used = [...counts].map(([hourMs, count]) => ({
      hour: new Date(hourMs),
      kind: 'evaluation' as const,
      count,
    }));
    await this.usage.add(tx, used);
  }
}
