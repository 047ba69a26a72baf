import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import { SecretCareService } from '../webhooks/secret-care.service';
import type { SecretCareReport } from '../webhooks/secret-care.service';
import { OldMasterKeysService } from './old-master-keys.service';
import type { OldMasterKeysReport } from './old-master-keys.service';
import { RetentionService } from './retention.service';
import type { RetentionReport } from './retention.service';

const MONTHS_AHEAD = 3;
const DELETE_BATCH = 10_000;
const NONCES_KEPT_MS = 15 * 60_000;
const SPENDING_KEPT_MS = 7 * 24 * 3_600_000;

export interface MaintenanceReport extends RetentionReport, SecretCareReport, OldMasterKeysReport {
  readonly partitionsCreated: number;
  readonly idempotencyKeysExpired: number;
  readonly agentNoncesExpired: number;
  readonly agentSpendingExpired: number;
}

/** What has to be done for all tenants every hour: room for the months ahead, and what has expired or is over its age goes. */
@Injectable()
export class MaintenanceService {
  constructor(
    private readonly database: SystemDatabase,
    private readonly retention: RetentionService,
    private readonly secretCare: SecretCareService,
    private readonly oldMasterKeys: OldMasterKeysService,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<MaintenanceReport> {
    return {
      partitionsCreated: await this.ensurePartitions(),
      idempotencyKeysExpired:
        (await this.expireKeys('idempotency_keys')) + (await this.expireKeys('kept_answers')),
      agentNoncesExpired: await this.expireNonces(),
      agentSpendingExpired: await this.expireSpending(),
      ...(await this.retention.run()),
      ...(await this.secretCare.run()),
      ...(await this.oldMasterKeys.run()),
    };
  }

  private ensurePartitions(): Promise<number> {
    return this.database.run(async (manager) => {
      const [row] = await manager.query<{ created: number }[]>(
        'select ensure_month_partitions($1) as created',
        [MONTHS_AHEAD],
      );
      return row?.created ?? 0;
    });
  }

  private expireKeys(table: 'idempotency_keys' | 'kept_answers'): Promise<number> {
    return this.deleteInBatches(
      `with expired as (
         select tenant_id, key from ${table} where expires_at <= $1 limit $2
       ), gone as (
         delete from ${table} k using expired e
          where k.tenant_id = e.tenant_id and k.key = e.key and k.expires_at <= $1 returning 1
       )
       select count(*)::integer as count from gone`,
      this.clock.now(),
    );
  }

  /** Long after their signatures have expired, whatever the clocks of the processes say. */
  private expireNonces(): Promise<number> {
    return this.deleteInBatches(
      `with expired as (
         select tenant_id, key_id, nonce from agent_nonces where expires_at <= $1 limit $2
       ), gone as (
         delete from agent_nonces n using expired e
          where n.tenant_id = e.tenant_id and n.key_id = e.key_id and n.nonce = e.nonce returning 1
       )
       select count(*)::integer as count from gone`,
      this.before(NONCES_KEPT_MS),
    );
  }

  /** What agents spent on days gone by, a tenant's day at a time. */
  private expireSpending(): Promise<number> {
    return this.deleteInBatches(
      `with expired as (
         select distinct tenant_id, day from agent_spending where day < $1::date limit $2
       ), gone as (
         delete from agent_spending s using expired e
          where s.tenant_id = e.tenant_id and s.day = e.day returning 1
       )
       select count(*)::integer as count from gone`,
      this.before(SPENDING_KEPT_MS),
    );
  }

  private before(ageMs: number): Date {
    return new Date(this.clock.now().getTime() - ageMs);
  }

  /** `sql` deletes at most $2 of what is older than $1, so that no lock is held for long, and returns the `count`. */
  private async deleteInBatches(sql: string, olderThan: Date): Promise<number> {
    let total = 0;
    for (;;) {
      const deleted = await this.database.run(async (manager) => {
        const [row] = await manager.query<{ count: number }[]>(sql, [olderThan, DELETE_BATCH]);
        return row?.count ?? 0;
      });
      total += deleted;
      if (deleted < DELETE_BATCH) return total;
    }
  }
}
