import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantTx } from '@libs/database/tenant-database';
import type { BillingTaskName } from './billing-task.entity';

const LEASE_MS = 120_000;
const MAX_FAILURE_CHARS = 500;

/** A task that is being done by whoever holds this. */
export interface Lease {
  readonly name: BillingTaskName;
  readonly id: string;
  /** When it was taken: what happened later, its holder may not have seen. */
  readonly takenAt: Date;
  /** Before this time it was done in vain so many times in a row. */
  readonly failures: number;
}

/** Another process does the task by now: nothing of this one's work is to stay. */
export class LeaseLostError extends Error {
  constructor() {
    super('another process does this task by now');
  }
}

/** One process at a time does a task of an account; one that dies is followed by another when its lease is over. */
@Injectable()
export class BillingTasksRepository {
  constructor(private readonly clock: Clock) {}

  /** It is due now, or at once when whoever does it has done. */
  async touch(tx: TenantTx, name: BillingTaskName): Promise<void> {
    await tx.manager.query(
      `insert into billing_tasks as t (tenant_id, name, due_at, is_touched, failures) values ($1, $2, $3, true, 0)
       on conflict (tenant_id, name) do update set due_at = least(t.due_at, excluded.due_at), is_touched = true`,
      [tx.tenantId, name, this.clock.now()],
    );
  }

  /** Undefined where it isn't due, or somebody else does it. */
  async take(tx: TenantTx, name: BillingTaskName): Promise<Lease | undefined> {
    const takenAt = this.clock.now();
    const id = randomUUID();
    const [[row]] = await tx.manager.query<[{ failures: number }[], number]>(
      `update billing_tasks set lease = $3, lease_until = $4, is_touched = false
        where tenant_id = $1 and name = $2 and due_at <= $5 and (lease is null or lease_until <= $5)
        returning failures`,
      [tx.tenantId, name, id, new Date(takenAt.getTime() + LEASE_MS), takenAt],
    );
    return row && { name, id, takenAt, failures: row.failures };
  }

  /** Throws LeaseLostError. */
  async renew(tx: TenantTx, { name, id }: Lease): Promise<void> {
    const leaseUntil = new Date(this.clock.now().getTime() + LEASE_MS);
    await this.change(tx, 'lease_until = $4', [tx.tenantId, name, id, leaseUntil]);
  }

  /** Due again then, or at once where it was touched. Throws LeaseLostError. */
  async finish(tx: TenantTx, { name, id }: Lease, dueAt: Date): Promise<void> {
    await this.change(
      tx,
      `lease = null, lease_until = null, failures = 0, last_failure = null,
       due_at = case when is_touched then $5::timestamptz else $4::timestamptz end`,
      [tx.tenantId, name, id, dueAt, this.clock.now()],
    );
  }

  /** Due again then. Throws LeaseLostError. */
  async fail(tx: TenantTx, { name, id }: Lease, dueAt: Date, reason: string): Promise<void> {
    await this.change(
      tx,
      'lease = null, lease_until = null, failures = failures + 1, last_failure = $5, due_at = $4',
      [tx.tenantId, name, id, dueAt, reason.slice(0, MAX_FAILURE_CHARS)],
    );
  }

  private async change({ manager }: TenantTx, what: string, parameters: unknown[]): Promise<void> {
    const [, changed] = await manager.query<[unknown[], number]>(
      `update billing_tasks set ${what} where tenant_id = $1 and name = $2 and lease = $3`,
      parameters,
    );
    if (changed === 0) throw new LeaseLostError();
  }
}
