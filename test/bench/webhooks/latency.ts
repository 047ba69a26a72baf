import { percentile } from '../engine/timing';
import { rounded } from '../serving/latencies';
import { progress } from '../serving/measured-api';
import type { DeliveryRig } from './delivery-rig';
import type { Committed } from './publisher.process';
import type { Arrival } from './receiver.process';

const PER_SECOND = 100;

export interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** From an event's commit to its arrival, at a steady pace that leaves room: each event in a transaction of its own. */
export async function measureLatency(
  rig: DeliveryRig,
  { seconds, bytes }: { readonly seconds: number; readonly bytes: number },
): Promise<object> {
  progress(`latency at ${PER_SECOND} a second`);
  const tenant = await rig.tenant();
  await rig.endpoint(tenant, `${rig.receiverUrl}/paced`);
  const pace = { tenantIds: [tenant.id], bytes, together: 1, perSecond: PER_SECOND };
  await rig.publish({ ...pace, count: PER_SECOND });
  await rig.arrivals(PER_SECOND);
  const count = PER_SECOND * seconds;
  const committed = await rig.publish({ ...pace, count });
  const { arrivals } = await rig.arrivals(count);
  if (arrivals.length !== count) throw new Error(`${arrivals.length} of ${count} arrived`);
  return { perSecond: PER_SECOND, ...percentilesOf(takenMs(committed, arrivals)) };
}

/** How long each took that arrived. */
export function takenMs(committed: Committed, arrivals: readonly Arrival[]): number[] {
  const atMs = new Map(committed);
  return arrivals.map((arrival) => arrival.atMs - (atMs.get(arrival.n) ?? Number.NaN));
}

export function percentilesOf(values: readonly number[]): Percentiles {
  const ascending = Float64Array.from(values).sort();
  const at = (share: number): number => rounded(percentile(ascending, share));
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
