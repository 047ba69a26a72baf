import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { SystemDatabase } from '@libs/database/system-database';
import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { Gauge } from 'prom-client';

interface Sums {
  readonly difference: number;
  readonly accounts: number;
  readonly failing: number;
}

const GAUGES: Readonly<Record<keyof Sums, readonly [name: string, help: string]>> = {
  difference: [
    'trustflow_billing_difference_evaluations',
    'Evaluations by which the ledger and Stripe differ, hour by hour, as the last comparisons have shown: 0 is the only good number.',
  ],
  accounts: ['trustflow_billing_differing_accounts', 'Accounts of which something differs.'],
  failing: ['trustflow_billing_failing_tasks', 'What is to be done for accounts and failed the last time.'],
};

/** Of all tenants, as each worker sees it. Missing while nobody can know. */
@Injectable()
export class BillingMetrics implements OnModuleInit {
  private readonly logger = new Logger(BillingMetrics.name);

  constructor(
    private readonly database: SystemDatabase,
    private readonly metrics: ProcessMetrics,
  ) {}

  onModuleInit(): void {
    for (const field of Object.keys(GAUGES) as (keyof Sums)[]) this.register(field);
  }

  private register(field: keyof Sums): void {
    const [name, help] = GAUGES[field];
    const read = async (gauge: Gauge): Promise<void> => {
      const sums = await this.read();
      if (sums === undefined) gauge.remove();
      else gauge.set(sums[field]);
    };
    new Gauge({
      ...{ name, help, registers: [this.metrics.registry] },
      async collect() {
        await read(this);
      },
    });
  }

  private async read(): Promise<Sums | undefined> {
    try {
      const [sums] = await this.database.run((manager) =>
        manager.query<Sums[]>(
          `select coalesce(sum(difference), 0)::float8 as difference,
                  (count(distinct tenant_id) filter (where difference <> 0))::integer as accounts,
                  (select count(*)::integer from billing_tasks where failures > 0) as failing
             from billing_reconciliations`,
        ),
      );
      return sums;
    } catch (error) {
      this.logger.warn({ message: 'the differences of billing are not known', reason: String(error) });
      return undefined;
    }
  }
}
