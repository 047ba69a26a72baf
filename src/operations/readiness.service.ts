import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';

const TIMEOUT_MS = 2_000;

export interface Check {
  readonly name: string;
  readonly status: 'up' | 'down';
  readonly reason?: string;
}

/** What a request needs beyond this process. Reasons are short and hold no address or password. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly listener: ChangeListener,
  ) {}

  async check(): Promise<Check[]> {
    return [await this.checkDatabase(), this.checkListener()];
  }

  private async checkDatabase(): Promise<Check> {
    const answer = this.database.lookUp({ sql: 'select 1', parameters: [] }).then(
      () => undefined,
      () => 'PostgreSQL does not answer',
    );
    const reason = await Promise.race([
      answer,
      sleep(TIMEOUT_MS, 'PostgreSQL does not answer in time', { ref: false }),
    ]);
    return reason === undefined
      ? { name: 'database', status: 'up' }
      : { name: 'database', status: 'down', reason };
  }

  private checkListener(): Check {
    if (this.listener.isTrusted()) return { name: 'changes', status: 'up' };
    return {
      name: 'changes',
      status: 'down',
      reason: 'changes by other processes are not heard: caches are off',
    };
  }
}
