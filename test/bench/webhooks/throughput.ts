import { medianOf } from '../engine/timing';
import type { Child } from '../serving/child';
import { rounded } from '../serving/latencies';
import { progress } from '../serving/measured-api';
import type { DeliveryRig } from './delivery-rig';

const TENANTS = 10;
const TOGETHER = 500;
const WARM_UP_EVENTS = 2_000;

interface Wish {
  readonly events: number;
  readonly rounds: number;
  readonly bytes: number;
  /** Where a CPU profile of the worker in the last round goes. */
  readonly profile: string | undefined;
}

interface Run {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly repeated: number;
}

/** From the first event published to the last one received; by the product and by the bare worker in turns. */
export async function measureThroughput(rig: DeliveryRig, wish: Wish): Promise<object> {
  const tenantIds = await tenantsWithEndpoints(rig);
  progress('warming up');
  const few = { ...wish, events: Math.min(wish.events, WARM_UP_EVENTS) };
  await ownRun(rig, tenantIds, few);
  await bareRun(rig, few);
  const own: Run[] = [];
  const bare: Run[] = [];
  for (let round = 1; round <= wish.rounds; round += 1) {
    const run = round === wish.rounds ? profiledRun : ownRun;
    own.push(await run(rig, tenantIds, wish));
    bare.push(await bareRun(rig, wish));
    progress(`round ${round}: ${own.at(-1)?.perSecond ?? 0} a second, bare ${bare.at(-1)?.perSecond ?? 0}`);
  }
  return summary(own, bare);
}

function summary(own: readonly Run[], bare: readonly Run[]): object {
  const median = (runs: readonly Run[], of: (run: Run) => number): number => rounded(medianOf(runs.map(of)));
  return {
    perSecond: median(own, (run) => run.perSecond),
    barePerSecond: median(bare, (run) => run.perSecond),
    ratioToBare: rounded(medianOf(own.map((run, n) => run.perSecond / (bare[n]?.perSecond ?? Number.NaN)))),
    cpuMicrosPerDelivery: {
      worker: median(own, (run) => run.cpuMicros),
      bare: median(bare, (run) => run.cpuMicros),
    },
    repeated: own.reduce((sum, run) => sum + run.repeated, 0),
  };
}

async function tenantsWithEndpoints(rig: DeliveryRig): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let count = 0; count < TENANTS; count += 1) {
    const tenant = await rig.tenant();
    await rig.endpoint(tenant, `${rig.receiverUrl}/tenant-${count}`);
    ids.push(tenant.id);
  }
  return ids;
}

async function profiledRun(rig: DeliveryRig, tenantIds: readonly string[], wish: Wish): Promise<Run> {
  if (wish.profile === undefined) return ownRun(rig, tenantIds, wish);
  await rig.worker.ask('startProfile');
  const run = await ownRun(rig, tenantIds, wish);
  await rig.worker.ask('stopProfile', wish.profile);
  return run;
}

function ownRun(rig: DeliveryRig, tenantIds: readonly string[], { events, bytes }: Wish): Promise<Run> {
  return timed(rig, rig.worker, events, async () => {
    await rig.publish({ tenantIds, count: events, bytes, together: TOGETHER });
  });
}

async function bareRun(rig: DeliveryRig, { events, bytes }: Wish): Promise<Run> {
  const run = await timed(rig, rig.bare, events, () =>
    rig.addBare({ count: events, bytes, together: TOGETHER }),
  );
  await rig.restBare();
  return run;
}

async function timed(
  rig: DeliveryRig,
  sender: Child,
  events: number,
  publish: () => Promise<void>,
): Promise<Run> {
  const cpuBefore = await sender.ask<number>('cpuMicros');
  const startMs = performance.timeOrigin + performance.now();
  await publish();
  const { arrivals, repeated } = await rig.arrivals(events);
  const cpuMicros = ((await sender.ask<number>('cpuMicros')) - cpuBefore) / events;
  if (arrivals.length !== events) throw new Error(`${arrivals.length} of ${events} arrived`);
  const endMs = arrivals.reduce((last, { atMs }) => Math.max(last, atMs), 0);
  return { perSecond: rounded((events * 1_000) / (endMs - startMs)), cpuMicros, repeated };
}
