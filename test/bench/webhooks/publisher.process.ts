import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings } from '@libs/config/settings';
import { TenantDatabase } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import { ApiModule } from '../../../src/api.module';
import { EventsService } from '../../../src/events/events.service';
import { openRuntime } from '../../../src/runtime';
import { startApi } from '../../../src/start-api';
import { answerParent } from '../serving/answer-parent';
import { eventData } from './event-data';

export interface Publishing {
  readonly tenantIds: readonly string[];
  /** The first event's number; the others follow. */
  readonly from: number;
  readonly count: number;
  readonly bytes: number;
  /** Events in one transaction, of one tenant. */
  readonly together: number;
  /** Undefined: one transaction after another. */
  readonly perSecond?: number;
}

/** When the event was there for others to see, by its number. On the clock of the machine, in milliseconds. */
export type Committed = readonly (readonly [n: number, atMs: number])[];

/** The API process of src/main.api.ts, whose events are published without a request. */
async function main(): Promise<void> {
  const settings = readSettings();
  const runtime = await openRuntime(settings, { worker: false });
  const { app, url } = await startApi(ApiModule.with(runtime), settings);
  const events = app.get(EventsService, { strict: false });
  const tenants = app.get(TenantDatabase, { strict: false });
  const publish = async (asked: Publishing): Promise<Committed> => {
    const committed: [number, number][] = [];
    const startMs = performance.now();
    for (let done = 0; done < asked.count; done += asked.together) {
      const numbers = range(asked.from + done, Math.min(asked.together, asked.count - done));
      if (asked.perSecond !== undefined) {
        await sleep(Math.max(0, startMs + (done / asked.perSecond) * 1_000 - performance.now()));
      }
      const tenantId = asked.tenantIds[(done / asked.together) % asked.tenantIds.length] ?? '';
      await tenants.run(toTenantId(tenantId), (tx) =>
        events.publish(
          tx,
          numbers.map((n) => ({
            type: 'evaluation.held' as const,
            resourceId: randomUUID(),
            data: eventData(n, asked.bytes),
          })),
        ),
      );
      const atMs = performance.timeOrigin + performance.now();
      for (const n of numbers) committed.push([n, atMs]);
    }
    return committed;
  };
  answerParent({ url: () => url, publish }, async () => {
    await app.close();
    await runtime.close();
  });
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

void main();
