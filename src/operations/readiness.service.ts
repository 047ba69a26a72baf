import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ChangeListener } from '@libs/database/change-listener';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { Check } from '@libs/metrics/metrics-server';

const TIMEOUT_MS = 2_000;

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

  private checkDatabase(): Promise<Check> {
    return checkAnswers('database', 'PostgreSQL', this.database.lookUp({ sql: 'select 1', parameters: [] }));
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

/** Up if it answers in two seconds. `what` begins the reason. */
export async function checkAnswers(name: string, what: string, answer: Promise<unknown>): Promise<Check> {
  const reason = await Promise.race([
    answer.then(
      () => undefined,
      () => `${what} does not answer`,
    ),
    sleep(TIMEOUT_MS, `${what} does not answer in time`, { ref: false }),
  ]);
  return reason === undefined ? { name, status: 'up' } : { name, status: 'down', reason };
}
