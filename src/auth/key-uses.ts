import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { ApiKeyUsesRepository } from './api-key-uses.repository';

/** What is written is at most this old, or a few times this while the database is away. */
const WRITE_EVERY_MS = 10_000;
/** In memory; what comes beyond it before the next writing is not noted. */
const MAX_NOTED = 50_000;
const TENANTS_A_TRANSACTION = 100;

interface Use {
  readonly tenantId: TenantId;
  readonly keyId: string;
  readonly lastUsedAt: Date;
}

/**
 * Notes in the process when which key was used, and writes it down every ten seconds and at the end, with one statement
 * for each tenant: a request costs no write. A process that is killed takes the notes of its last seconds with it.
 */
@Injectable()
export class KeyUses implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(KeyUses.name);
  private readonly noted = new Map<string, Use>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly database: TenantDatabase,
    private readonly uses: ApiKeyUsesRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      void this.write();
    }, WRITE_EVERY_MS).unref();
  }

  /** The last request is answered by then, and the database still there. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await this.write();
  }

  note(use: Use): void {
    const earlier = this.noted.get(use.keyId);
    if (earlier === undefined ? this.noted.size < MAX_NOTED : earlier.lastUsedAt < use.lastUsedAt) {
      this.noted.set(use.keyId, use);
    }
  }

  /** What can't be written is kept for the next time. */
  write(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    const usesByTenant = byTenant(this.noted.values());
    this.noted.clear();
    // In one order for all processes, so that none waits for another that waits for it.
    const tenantIds = [...usesByTenant.keys()].sort();
    try {
      while (tenantIds.length > 0) {
        await this.database.runEach(tenantIds.slice(0, TENANTS_A_TRANSACTION), (tx) =>
          this.uses.record(tx, usesByTenant.get(tx.tenantId) ?? []),
        );
        tenantIds.splice(0, TENANTS_A_TRANSACTION);
      }
    } catch (error) {
      this.logger.warn({ message: 'uses of keys are not written yet', reason: String(error) });
      for (const tenantId of tenantIds)
        usesByTenant.get(tenantId)?.forEach((use) => {
          this.note(use);
        });
    }
  }
}

function byTenant(uses: Iterable<Use>): Map<TenantId, Use[]> {
  const groups = new Map<TenantId, Use[]>();
  for (const use of uses) {
    const group = groups.get(use.tenantId);
    if (group === undefined) groups.set(use.tenantId, [use]);
    else group.push(use);
  }
  return groups;
}
