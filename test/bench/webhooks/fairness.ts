import { medianOf } from '../engine/timing';
import { rounded } from '../serving/latencies';
import { progress } from '../serving/measured-api';
import type { BenchTenant, DeliveryRig } from './delivery-rig';
import { percentilesOf, takenMs } from './latency';
import type { Percentiles } from './latency';

const ENDPOINTS = 50;
/** Each goes to every endpoint. */
const EVENTS_PER_SECOND = 4;

interface Wish {
  readonly rounds: number;
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * How long events take to 48 endpoints of a tenant while two others of it work, and while one of those refuses
 * connections and one never answers; in turns.
 */
export async function measureFairness(rig: DeliveryRig, wish: Wish): Promise<object> {
  progress(`making ${ENDPOINTS} endpoints`);
  const tenant = await rig.tenant();
  const ids: string[] = [];
  for (let n = 0; n < ENDPOINTS; n += 1) ids.push(await rig.endpoint(tenant, urlOf(rig, n)));
  const [dead, hanging] = ids as [string, string];
  progress('warming up');
  await paced(rig, tenant, wish);
  const alone: Percentiles[] = [];
  const beside: Percentiles[] = [];
  for (let round = 1; round <= wish.rounds; round += 1) {
    progress(`round ${round} of ${wish.rounds}`);
    alone.push(await paced(rig, tenant, wish));
    await rig.move(tenant, dead, 'http://127.0.0.1:1/');
    await rig.move(tenant, hanging, `${rig.receiverUrl}/hang`);
    beside.push(await paced(rig, tenant, wish));
    await rig.move(tenant, dead, urlOf(rig, 0));
    await rig.move(tenant, hanging, urlOf(rig, 1));
    await forget(rig, tenant);
  }
  return {
    ...{ endpoints: ENDPOINTS, perSecond: ENDPOINTS * EVENTS_PER_SECOND },
    alone: medians(alone),
    beside: medians(beside),
    ratio: rounded(medians(beside).p95Ms / medians(alone).p95Ms),
  };
}

/** Of those that always work. */
async function paced(rig: DeliveryRig, tenant: BenchTenant, { seconds, bytes }: Wish): Promise<Percentiles> {
  const count = EVENTS_PER_SECOND * seconds;
  const committed = await rig.publish({
    ...{ tenantIds: [tenant.id], count, bytes, together: 1, perSecond: EVENTS_PER_SECOND },
  });
  const { arrivals } = await rig.arrivals(count * (ENDPOINTS - 2));
  const others = arrivals.filter(({ path }) => /^\/(?:[2-9]|\d\d)$/.test(path));
  if (others.length !== count * (ENDPOINTS - 2)) throw new Error(`${others.length} arrived at the others`);
  return percentilesOf(takenMs(committed, others));
}

/** As if nothing had been: what the two missed is over, and they are trusted as before. */
async function forget(rig: DeliveryRig, { id }: BenchTenant): Promise<void> {
  await rig.database.query(
    `update deliveries set status = 'failed', failure = 'retries_exhausted', due_at = null, settled_at = now()
      where tenant_id = $1 and due_at is not null`,
    [id],
  );
  await rig.database.query(
    `update webhook_endpoint_health
        set max_in_flight = 128, consecutive_failures = 0, failing_since = null, held_until = null
      where tenant_id = $1`,
    [id],
  );
}

function urlOf(rig: DeliveryRig, n: number): string {
  return `${rig.receiverUrl}/${n}`;
}

function medians(runs: readonly Percentiles[]): Percentiles {
  const median = (of: (run: Percentiles) => number): number => rounded(medianOf(runs.map(of)));
  return {
    p50Ms: median((run) => run.p50Ms),
    p95Ms: median((run) => run.p95Ms),
    p99Ms: median((run) => run.p99Ms),
  };
}
