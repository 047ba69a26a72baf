import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { Gauge } from 'prom-client';
import { BacklogRepository, MOST_COUNTED } from './backlog.repository';
import type { Backlog } from './backlog.repository';

/** However often it is asked: the database is asked no more often. */
const KEPT_FOR_MS = 5_000;

const GAUGES: Readonly<Record<keyof Backlog, readonly [name: string, help: string]>> = {
  oldestUndeliveredSeconds: [
    'trustflow_webhook_oldest_undelivered_seconds',
    'Age of the oldest event that is not delivered everywhere and may still be; 0 without one.',
  ],
  oldestUnexpandedSeconds: [
    'trustflow_webhook_oldest_unexpanded_seconds',
    'Age of the oldest event that no deliveries were made of yet; 0 without one.',
  ],
  openDeliveries: [
    'trustflow_webhook_deliveries_open',
    `Deliveries that are pending or being sent; ${MOST_COUNTED} means so many or more.`,
  ],
  dueDeliveries: [
    'trustflow_webhook_deliveries_due',
    `Those of the open deliveries that could be sent now; counted among ${MOST_COUNTED} of them.`,
  ],
  heldEndpoints: [
    'trustflow_webhook_endpoints_held',
    'Endpoints that nothing is sent to for the moment: a circuit breaker is open, or they asked for a pause.',
  ],
};

/** The backlog of all processes as each worker sees it: take the maximum over them. Missing while nobody can know. */
@Injectable()
export class BacklogMetrics implements OnModuleInit {
  private readonly logger = new Logger(BacklogMetrics.name);
  private known: { readonly backlog: Promise<Backlog | undefined>; readonly atMs: number } | undefined;

  constructor(
    private readonly backlog: BacklogRepository,
    private readonly metrics: ProcessMetrics,
  ) {}

  onModuleInit(): void {
    for (const field of Object.keys(GAUGES) as (keyof Backlog)[]) this.register(field);
  }

  private register(field: keyof Backlog): void {
    const [name, help] = GAUGES[field];
    const read = async (gauge: Gauge): Promise<void> => {
      const backlog = await this.look();
      if (backlog === undefined) gauge.remove();
      else gauge.set(backlog[field]);
    };
    new Gauge({
      ...{ name, help, registers: [this.metrics.registry] },
      async collect() {
        await read(this);
      },
    });
  }

  private look(): Promise<Backlog | undefined> {
    const nowMs = performance.now();
    if (this.known === undefined || nowMs - this.known.atMs >= KEPT_FOR_MS) {
      this.known = { backlog: this.read(), atMs: nowMs };
    }
    return this.known.backlog;
  }

  private async read(): Promise<Backlog | undefined> {
    try {
      return await this.backlog.read();
    } catch (error) {
      this.logger.warn({ message: 'the backlog is not known', reason: String(error) });
      return undefined;
    }
  }
}
