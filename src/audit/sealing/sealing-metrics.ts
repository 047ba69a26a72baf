import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import { uuidTime } from '@libs/ids/typeid';
import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { Counter, Gauge } from 'prom-client';
import { SealingRepository } from './sealing.repository';

/** How far behind the trail its trees are. */
@Injectable()
export class SealingMetrics implements OnModuleInit {
  private readonly logger = new Logger(SealingMetrics.name);
  private sealed: Counter | undefined;

  constructor(
    private readonly database: SystemDatabase,
    private readonly repository: SealingRepository,
    private readonly metrics: ProcessMetrics,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const registers = [this.metrics.registry];
    this.sealed = new Counter({
      name: 'trustflow_audit_leaves_sealed_total',
      help: 'Leaves that this process has put into trees.',
      registers,
    });
    const read = (gauge: Gauge): Promise<void> => this.tellLag(gauge);
    new Gauge({
      name: 'trustflow_audit_oldest_unsealed_seconds',
      help: 'Age of the oldest audit entry that is in no tree yet, of all tenants; 0 without one. Over 5 wants a look.',
      registers,
      async collect() {
        await read(this);
      },
    });
  }

  countSealed(leaves: number): void {
    this.sealed?.inc(leaves);
  }

  /** Missing while nobody can know. */
  private async tellLag(gauge: Gauge): Promise<void> {
    try {
      const oldest = await this.database.runByKeys((query) => this.repository.oldestEntry(query));
      const ageMs = oldest === undefined ? 0 : this.clock.now().getTime() - uuidTime(oldest);
      gauge.set(Math.max(0, ageMs) / 1_000);
    } catch (error) {
      this.logger.warn({ message: 'how far sealing is behind is not known', reason: String(error) });
      gauge.remove();
    }
  }
}
