import { medianOf } from '../engine/timing';
import { rounded } from '../serving/latencies';
import { progress } from '../serving/measured-api';
import type { CpuMicros, DeliveryRig } from './delivery-rig';

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
  /** Of each part, for a delivery. */
  readonly cpuMicros: CpuMicros;
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
    cpuMicrosPerDelivery: { own: cpuMicros(own), bare: cpuMicros(bare) },
    repeated: own.reduce((sum, run) => sum + run.repeated, 0),
  };
}

/** The medians of those parts that had something to do. */
function cpuMicros(runs: readonly Run[]): CpuMicros {
  const parts = Object.keys(runs[0]?.cpuMicros ?? {});
  const medians = parts.map((part): [string, number] => [
    part,
    Math.round(medianOf(runs.map((run) => run.cpuMicros[part] ?? Number.NaN))),
  ]);
  return Object.fromEntries(medians.filter(([, micros]) => micros > 1));
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
  return timed(rig, events, async () => {
    await rig.publish({ tenantIds, count: events, bytes, together: TOGETHER });
  });
}

async function bareRun(rig: DeliveryRig, { events, bytes }: Wish): Promise<Run> {
  const run = await timed(rig, events, () => rig.addBare({ count: events, bytes, together: TOGETHER }));
  await rig.restBare();
  return run;
}

async function timed(rig: DeliveryRig, events: number, publish: () => Promise<void>): Promise<Run> {
  const before = rig.cpuMicros();
  const startMs = performance.timeOrigin + performance.now();
  await publish();
  const { arrivals, repeated } = await rig.arrivals(events);
  const cpuMicros = Object.fromEntries(
    Object.entries(rig.cpuMicros()).map(([part, micros]) => [part, (micros - (before[part] ?? 0)) / events]),
  );
  if (arrivals.length !== events) throw new Error(`${arrivals.length} of ${events} arrived`);
  const endMs = arrivals.reduce((last, { atMs }) => Math.max(last, atMs), 0);
  return { perSecond: rounded((events * 1_000) / (endMs - startMs)), cpuMicros, repeated };
}
