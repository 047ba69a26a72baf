import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';

class Crash extends Error {}

/**
 * Ends work as a killed process does: before one of its transactions begins, or just behind its commit, and with nothing
 * done afterwards, not even what an error is answered with.
 */
export class CrashingDatabase {
  private readonly run: TenantDatabase['run'];
  private stepsLeft = Infinity;

  constructor(app: INestApplicationContext) {
    const database = app.get(TenantDatabase, { strict: false });
    this.run = database.run.bind(database);
    const run = <T>(tenantId: TenantId, work: (tx: TenantTx) => Promise<T>): Promise<T> =>
      this.step(tenantId, work);
    Object.assign(database, { run });
  }

  /** Odd: behind a commit; even: before the next transaction. Returns when the work is dead, or done before. */
  async during(steps: number, work: () => Promise<void>): Promise<void> {
    this.stepsLeft = steps;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    } finally {
      this.stepsLeft = Infinity;
    }
  }

  private async step<T>(tenantId: TenantId, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    this.count();
    const result = await this.run(tenantId, work);
    this.count();
    return result;
  }

  private count(): void {
    this.stepsLeft -= 1;
    if (this.stepsLeft < 0) throw new Crash('the process is dead');
  }
}
