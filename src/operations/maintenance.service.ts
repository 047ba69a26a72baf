import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
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
/** Of archives: each is some MiB. */
const PIECES_BATCH = 100;
const EXPORTS_KEPT_MS = 90 * 24 * 3_600_000;
const NONCES_KEPT_MS = 15 * 60_000;
const SPENDING_KEPT_MS = 7 * 24 * 3_600_000;

export interface MaintenanceReport extends RetentionReport, SecretCareReport, OldMasterKeysReport {
  readonly partitionsCreated: number;
  readonly idempotencyKeysExpired: number;
  readonly agentNoncesExpired: number;
  readonly agentSpendingExpired: number;
  readonly exportPiecesExpired: number;
  readonly exportsForgotten: number;
}

/** What has to be done for all tenants every hour: room for the months ahead, and what has expired or is over its age goes. */
@Injectable()
export class MaintenanceService implements OnModuleDestroy {
  private readonly logger = new Logger(MaintenanceService.name);
  private isStopping = false;

  constructor(
    private readonly database: SystemDatabase,
    private readonly retention: RetentionService,
    private readonly secretCare: SecretCareService,
    private readonly oldMasterKeys: OldMasterKeysService,
    private readonly clock: Clock,
  ) {}

  /** The batch that is at it is the last one of its kind. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  async run(): Promise<MaintenanceReport> {
    const report = {
      partitionsCreated: await this.ensurePartitions(),
      idempotencyKeysExpired:
        (await this.expireKeys('idempotency_keys')) + (await this.expireKeys('kept_answers')),
      agentNoncesExpired: await this.expireNonces(),
      agentSpendingExpired: await this.expireSpending(),
      exportPiecesExpired: await this.expireExports(),
      exportsForgotten: await this.forgetExports(),
      ...(await this.retention.run()),
      ...(await this.secretCare.run()),
      ...(await this.oldMasterKeys.run()),
    };
    this.logger.log({ message: 'maintenance', ...report });
    return report;
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

  /** Exports whose time is over are called so; and the archive goes of each that can't be downloaded. */
  private async expireExports(): Promise<number> {
    const now = this.clock.now();
    await this.database.run((manager) =>
      manager.query(`update exports set status = 'expired' where status = 'completed' and expires_at <= $1`, [
        now,
      ]),
    );
    return this.deleteInBatches(
      `with ended as (
         select p.tenant_id, p.export_id, p.number
           from exports e join export_pieces p on p.tenant_id = e.tenant_id and p.export_id = e.id
          where e.status in ('failed', 'expired', 'erased') and e.created_at <= $1 limit $2
       ), gone as (
         delete from export_pieces p using ended e
          where p.tenant_id = e.tenant_id and p.export_id = e.export_id and p.number = e.number returning 1
       )
       select count(*)::integer as count from gone`,
      now,
      PIECES_BATCH,
    );
  }

  /** That there was an export is in the audit trail for longer. */
  private forgetExports(): Promise<number> {
    return this.deleteInBatches(
      `with old as (
         select tenant_id, id from exports e
          where status in ('failed', 'expired', 'erased') and created_at <= $1
            and not exists (select from export_pieces p where p.tenant_id = e.tenant_id and p.export_id = e.id)
          limit $2
       ), gone as (
         delete from exports e using old o where e.tenant_id = o.tenant_id and e.id = o.id returning 1
       )
       select count(*)::integer as count from gone`,
      this.before(EXPORTS_KEPT_MS),
    );
  }

  private before(ageMs: number): Date {
    return new Date(this.clock.now().getTime() - ageMs);
  }

  /** `sql` deletes at most $2 of what is older than $1, so that no lock is held for long, and returns the `count`. */
  private async deleteInBatches(sql: string, olderThan: Date, batch = DELETE_BATCH): Promise<number> {
    let total = 0;
    for (;;) {
      const deleted = await this.database.run(async (manager) => {
        const [row] = await manager.query<{ count: number }[]>(sql, [olderThan, batch]);
        return row?.count ?? 0;
      });
      total += deleted;
      if (deleted < batch || this.isStopping) return total;
    }
  }
}
