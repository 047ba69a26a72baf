import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { uuidUpperBound } from '@libs/ids/typeid';
import { ProfileHistoryService } from '../evaluation/profile-history.service';
import { TenantDirectoryService } from '../tenants/tenant-directory.service';
import { MonthPartitions } from './month-partitions';
import type { Month, PartitionedTable } from './month-partitions';

const DAY_MS = 86_400_000;

export interface RetentionReport {
  readonly profilesSnapshotted: number;
  readonly transactionsForgotten: number;
  readonly partitionsDropped: number;
}

/**
 * What is over its age goes, by whole months. Each step may be interrupted after any line: the next run begins again
 * and finds done what is done.
 */
@Injectable()
export class RetentionService {
  constructor(
    private readonly partitions: MonthPartitions,
    private readonly profiles: ProfileHistoryService,
    private readonly tenants: TenantDirectoryService,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(): Promise<RetentionReport> {
    const { evaluationRetentionDays, eventRetentionDays, auditRetentionDays } = this.settings;
    const evaluations = await this.dropEvaluations(
      await this.overAge('evaluations', evaluationRetentionDays),
    );
    const events = await this.dropEvents(await this.overAge('events', eventRetentionDays));
    const entries = await this.dropEntries(await this.entriesOverAge(auditRetentionDays));
    return { ...evaluations, partitionsDropped: evaluations.partitionsDropped + events + entries };
  }

  /** A rebuild of profiles starts from snapshots then; nothing that names a dropped evaluation stays. */
  private async dropEvaluations(months: readonly Month[]): Promise<RetentionReport> {
    const last = months.at(-1);
    if (last === undefined) return { profilesSnapshotted: 0, transactionsForgotten: 0, partitionsDropped: 0 };
    const throughId = uuidUpperBound(last.endMs - 1);
    let profilesSnapshotted = 0;
    for await (const tenantId of this.tenants.all()) {
      profilesSnapshotted += await this.profiles.snapshot(tenantId, throughId);
    }
    const transactionsForgotten = await this.profiles.forgetThrough(throughId);
    const shadows = await this.dropEach('shadow_decisions', months);
    const evaluations = await this.dropEach('evaluations', months);
    return { profilesSnapshotted, transactionsForgotten, partitionsDropped: shadows + evaluations };
  }

  /** Deliveries are known by their events, so they go before them. */
  private async dropEvents(months: readonly Month[]): Promise<number> {
    const attempts = await this.dropEach('delivery_attempts', months);
    const deliveries = await this.dropEach('deliveries', months);
    return attempts + deliveries + (await this.dropEach('events', months));
  }

  /** What says where their leaves are goes before them, so that no leaf is shown without its entry. The tree's hashes stay. */
  private async dropEntries(months: readonly Month[]): Promise<number> {
    const leaves = await this.dropEach('audit_leaves', months);
    return leaves + (await this.dropEach('audit_entries', months));
  }

  /** Returns how many went. What is busy stays for the next run. */
  private async dropEach(table: PartitionedTable, months: readonly Month[]): Promise<number> {
    let dropped = 0;
    for (const month of months) if (await this.partitions.drop(table, month)) dropped += 1;
    return dropped;
  }

  /** An evaluation is shown with its receipt, so its audit entry goes behind it. */
  private async entriesOverAge(days: number): Promise<Month[]> {
    const [oldest] = await this.partitions.list('evaluations');
    const over = await this.overAge('audit_entries', days);
    return over.filter(({ startMs }) => oldest === undefined || startMs < oldest.startMs);
  }

  /** By both clocks, this process's and the database's: one that is wrong drops nothing that is young by the other. */
  private async overAge(table: PartitionedTable, days: number): Promise<Month[]> {
    const databaseTime = await this.partitions.databaseTime();
    const nowMs = Math.min(this.clock.now().getTime(), databaseTime.getTime());
    const months = await this.partitions.list(table);
    return months.filter(({ endMs }) => endMs + days * DAY_MS <= nowMs);
  }
}
