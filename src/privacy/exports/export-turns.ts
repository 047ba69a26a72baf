import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { LeasedTurns } from '@libs/leased-rows/leased-turns';
import type { Turn } from '@libs/leased-rows/leased-turns';
import { formatId } from '@libs/ids/typeid';
import type { Mode } from '../../tenants/tenants.types';
import { TenantsService } from '../../tenants/tenants.service';
import { ArchiveDigest } from './archive-digest';
import { DueExports } from './due-exports';
import { ExportEndings } from './export-endings';
import { ExportPiecesRepository } from './export-pieces.repository';
import { ExportSteps } from './export-steps';
import type { Export } from './export.entity';
import { ExportsRepository } from './exports.repository';

/** A step takes a second or so: who is silent for so long is gone. */
const LEASE_MS = 60_000;
const RENEW_AFTER_MS = 10_000;
/** In a row, without getting on. */
const MAX_TRIES = 5;
const RETRY_MS = 2_000;
const MAX_ARCHIVE_BYTES = 64 * 1024 ** 3;

const OURS = 'Something went wrong on our side. It is logged.';
const TOO_LARGE = 'The archive would be larger than 64 GiB.';

/** Makes exports, a step at a time. */
@Injectable()
export class ExportTurns extends LeasedTurns {
  private readonly logger = new Logger(ExportTurns.name);

  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly exports: ExportsRepository,
    private readonly pieces: ExportPiecesRepository,
    private readonly steps: ExportSteps,
    private readonly digest: ArchiveDigest,
    private readonly endings: ExportEndings,
    due: DueExports,
    clock: Clock,
  ) {
    super(due, clock, LEASE_MS);
  }

  override async take(tenantId: TenantId, id: string): Promise<void> {
    let row = await this.database.run(tenantId, (tx) => this.lease(tx, id));
    const turn = this.beginTurn();
    while (row !== undefined) row = await this.stepOrRetry(tenantId, row, turn);
  }

  /** Undefined where somebody else has it, or it came to its end. */
  private async lease(tx: TenantTx, id: string): Promise<Export | undefined> {
    const now = this.clock.now();
    const found = await this.exports.findDueLocked(tx, id, now);
    if (found === null) return undefined;
    const startedAt = found.startedAt ?? now;
    const change = {
      status: 'running',
      startedAt,
      tries: found.tries + 1,
      leaseUntil: this.leaseFrom(this.clock.now()),
    } as const;
    await this.exports.update(tx, found, change);
    if (found.tries < MAX_TRIES) return { ...found, ...change };
    // Whoever tried before was killed by it, each time.
    await this.endings.fail(tx, found, OURS);
    return undefined;
  }

  /** The export as it goes on in this turn; undefined where it doesn't. */
  private async stepOrRetry(tenantId: TenantId, row: Export, turn: Turn): Promise<Export | undefined> {
    try {
      if (row.place.stage !== 'checking') return await this.step(tenantId, row, turn);
      await this.check(tenantId, row, turn);
      return undefined;
    } catch (error) {
      const exportId = formatId('export', row.id);
      this.logger.error({
        message: 'export did not get on',
        exportId,
        tries: row.tries,
        reason: String(error),
      });
      await this.database.run(tenantId, (tx) => this.tryLater(tx, row));
      return undefined;
    }
  }

  private async step(tenantId: TenantId, row: Export, turn: Turn): Promise<Export | undefined> {
    const { pieces, change } = await this.steps.next(row, await this.modeOf(tenantId));
    if ((change.sizeBytes ?? 0) > MAX_ARCHIVE_BYTES) {
      await this.database.run(tenantId, (tx) => this.endings.fail(tx, row, TOO_LARGE));
      return undefined;
    }
    const isLast = turn.isOver();
    const written = {
      ...change,
      tries: 0,
      leaseUntil: isLast ? this.clock.now() : this.leaseFrom(this.clock.now()),
    };
    const isSaved = await this.database.run(tenantId, async (tx) => {
      if (!(await this.exports.advance(tx, row, written))) return false;
      await this.pieces.insert(tx, pieces);
      return true;
    });
    return isSaved && !isLast ? { ...row, ...written, steps: row.steps + 1 } : undefined;
  }

  private async check(tenantId: TenantId, row: Export, turn: Turn): Promise<void> {
    let renewedAtMs = this.nowMs();
    const sha256 = await this.digest.of(row, async () => {
      if (this.isStopping) return false;
      if (this.nowMs() - renewedAtMs < RENEW_AFTER_MS) return true;
      renewedAtMs = this.nowMs();
      return this.database.run(tenantId, (tx) =>
        this.exports.renew(tx, row, this.leaseFrom(this.clock.now())),
      );
    });
    await this.database.run(tenantId, async (tx) => {
      if (sha256 !== undefined) await this.endings.complete(tx, row, sha256);
      else if (turn.isOver()) await this.exports.renew(tx, row, this.clock.now());
    });
  }

  private async tryLater(tx: TenantTx, row: Export): Promise<void> {
    if (row.tries >= MAX_TRIES) {
      await this.endings.fail(tx, row, OURS);
      return;
    }
    const later = new Date(this.nowMs() + RETRY_MS * 2 ** row.tries);
    await this.exports.renew(tx, row, later);
  }

  private async modeOf(tenantId: TenantId): Promise<Mode> {
    return (await this.tenants.get(tenantId)).mode;
  }

  private nowMs(): number {
    return this.clock.now().getTime();
  }
}
